//! What PostgreSQL knows of its types, functions, operators and casts, as `examples/facts.rs` read it from servers.

#[cfg(test)]
mod server;
mod total;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::types::{Info, Kind, Type, Types};

pub(crate) use total::{Total, operator_is_total, total};

const TYPES: &str = include_str!("types.txt");
const FUNCTIONS: &str = include_str!("functions.txt");
const OPERATORS: &str = include_str!("operators.txt");
const CASTS: &str = include_str!("casts.txt");

/// The versions whose servers were asked.
pub(crate) const OLDEST: u32 = 14;
pub(crate) const NEWEST: u32 = 18;

/// All facts, read once a process.
pub(crate) struct Facts {
    pub(crate) types: Types,
    functions: HashMap<&'static str, Vec<Function>>,
    operators: HashMap<&'static str, Vec<Operator>>,
    pub(crate) casts: HashMap<(Type, Type), Cast>,
}

/// Where something is to be had.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Available {
    /// The extension that brings it; empty for what every server has.
    pub(crate) extension: &'static str,
    /// The oldest and the newest version that has it, where that is not all of them.
    pub(crate) versions: Option<(u32, u32)>,
}

/// What a function does with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FunctionKind {
    Plain,
    Aggregate,
    Window,
}

/// A function.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) available: Available,
    pub(crate) name: &'static str,
    pub(crate) kind: FunctionKind,
    pub(crate) arguments: Vec<Type>,
    pub(crate) result: Type,
    pub(crate) strict: bool,
    pub(crate) returns_set: bool,
    pub(crate) variadic: bool,
    pub(crate) defaults: usize,
    /// The names of the arguments, as far as they have any.
    pub(crate) names: Vec<&'static str>,
    /// The columns of a function that gives several, or a named one.
    pub(crate) columns: Vec<(&'static str, Type)>,
}

impl Function {
    /// Whether only what hardly matters, such as names of arguments, differs between versions.
    fn is_the_same_in_another_version(&self, other: &Self) -> bool {
        self.available.extension == other.available.extension
            && self.arguments == other.arguments
            && self.result == other.result
            && self.kind == other.kind
            && self.returns_set == other.returns_set
            && self.variadic == other.variadic
    }

    /// What holds on the versions of both.
    fn merge(&mut self, other: Self) {
        let newer =
            other.available.versions.map(|versions| versions.1) > self.available.versions.map(|versions| versions.1);
        self.available.versions = match (self.available.versions, other.available.versions) {
            (Some(one), Some(two)) => {
                let (first, last) = (one.0.min(two.0), one.1.max(two.1));
                (first > OLDEST || last < NEWEST).then_some((first, last))
            }
            _ => None,
        };
        self.strict &= other.strict;
        self.defaults = self.defaults.min(other.defaults);
        if newer {
            self.names = other.names;
            self.columns = other.columns;
        }
    }
}

/// An operator; `left` is none for one that stands before its only operand.
#[derive(Clone, Debug)]
pub(crate) struct Operator {
    pub(crate) available: Available,
    pub(crate) left: Option<Type>,
    pub(crate) right: Type,
    pub(crate) result: Type,
}

/// In how far a value is cast unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Context {
    /// Anywhere.
    Implicit,
    /// When it is written into a column.
    Assignment,
    /// Where `::` asks for it.
    Explicit,
}

/// A cast.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cast {
    pub(crate) available: Available,
    pub(crate) context: Context,
}

/// The facts.
pub(crate) fn facts() -> &'static Facts {
    static FACTS: OnceLock<Facts> = OnceLock::new();
    FACTS.get_or_init(|| {
        let types = read_types();
        Facts { functions: read_functions(&types), operators: read_operators(&types), casts: read_casts(&types), types }
    })
}

impl Facts {
    /// All functions of a name.
    pub(crate) fn functions(&self, name: &str) -> &[Function] {
        self.functions.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of all functions.
    pub(crate) fn function_names(&self) -> impl Iterator<Item = &'static str> {
        let sorted: std::collections::BTreeSet<_> = self.functions.keys().copied().collect();
        sorted.into_iter()
    }

    /// All operators of a name.
    pub(crate) fn operators(&self, name: &str) -> &[Operator] {
        self.operators.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A line's fields behind the versions and the extension.
fn lines(text: &'static str) -> impl Iterator<Item = (Available, Vec<&'static str>)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (versions, rest) = line.split_once('|')?;
        let (extension, rest) = rest.split_once('|')?;
        let versions =
            versions.split_once('-').and_then(|(oldest, newest)| Some((oldest.parse().ok()?, newest.parse().ok()?)));
        Some((Available { extension, versions }, fields(rest)))
    })
}

/// An operator's name may hold the character that separates fields: the fields behind it are words, so the last of
/// several in a row separates.
fn fields(line: &'static str) -> Vec<&'static str> {
    let operator = line.len() - line.trim_start_matches('|').len();
    if operator == 0 && !line.starts_with(|first: char| "!@#%&*+-/<=>?^~`".contains(first)) {
        return line.split('|').collect();
    }
    let end = line.find(|each: char| each.is_alphanumeric() || each == '_').unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    // A prefix operator has an empty field behind its name.
    let unary = rest.split('|').count() == 2;
    let name = name.strip_suffix(if unary { "||" } else { "|" }).unwrap_or(name);
    [name].into_iter().chain(unary.then_some("")).chain(rest.split('|')).collect()
}

fn read_types() -> Types {
    let mut types = Types::default();
    let mut later: Vec<(Type, &str, &str)> = Vec::new();
    for (available, fields) in lines(TYPES) {
        let &[name, printed, category, preferred, kind, element, array, subtype] = fields.as_slice() else { continue };
        let category = category.chars().next().unwrap_or('U');
        let kind = match kind {
            "p" => Kind::Pseudo,
            "r" => Kind::Range,
            "m" => Kind::Multirange,
            _ => Kind::Base,
        };
        let info = Info { extension: available.extension, ..Info::new(name, printed, category, kind) };
        if let Some(known) = types.named(name) {
            // Of what differs between versions, the newest is right.
            if available.versions.is_some_and(|(_, last)| last == NEWEST) {
                types.set_category(known, info.category);
            }
            continue;
        }
        let id = types.add(Info { preferred: preferred == "p", ..info });
        if !array.is_empty() {
            types.add_array(id, array);
        }
        later.push((id, element, subtype));
    }
    for (id, element, subtype) in later {
        let (element, subtype) = (types.named(element), types.named(subtype));
        types.complete(id, element, subtype);
    }
    types
}

fn read_functions(types: &Types) -> HashMap<&'static str, Vec<Function>> {
    let mut functions: HashMap<_, Vec<Function>> = HashMap::new();
    let named = |text: &'static str| text.split(',').filter(|part| !part.is_empty());
    for (available, fields) in lines(FUNCTIONS) {
        let &[name, kind, arguments, result, flags, defaults, names, columns] = fields.as_slice() else { continue };
        let Some(arguments) = named(arguments).map(|name| types.named(name)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let Some(result) = types.named(result) else { continue };
        let columns = named(columns).filter_map(|column| {
            let (name, data_type) = column.rsplit_once(' ')?;
            Some((name, types.named(data_type)?))
        });
        let function = Function {
            available,
            name,
            kind: match kind {
                "a" => FunctionKind::Aggregate,
                "w" => FunctionKind::Window,
                _ => FunctionKind::Plain,
            },
            arguments,
            result,
            strict: flags.contains('s'),
            returns_set: flags.contains('r'),
            variadic: flags.contains('v'),
            defaults: defaults.parse().unwrap_or(0),
            names: names.split(',').collect(),
            columns: columns.collect(),
        };
        let alike = functions.entry(name).or_default();
        match alike.iter_mut().find(|known| known.is_the_same_in_another_version(&function)) {
            Some(known) => known.merge(function),
            None => alike.push(function),
        }
    }
    functions
}

fn read_operators(types: &Types) -> HashMap<&'static str, Vec<Operator>> {
    let mut operators: HashMap<_, Vec<Operator>> = HashMap::new();
    for (available, fields) in lines(OPERATORS) {
        let &[name, left, right, result] = fields.as_slice() else { continue };
        let (Some(right), Some(result)) = (types.named(right), types.named(result)) else { continue };
        operators.entry(name).or_default().push(Operator { available, left: types.named(left), right, result });
    }
    operators
}

fn read_casts(types: &Types) -> HashMap<(Type, Type), Cast> {
    let casts = lines(CASTS).filter_map(|(available, fields)| {
        let &[from, to, context, _] = fields.as_slice() else { return None };
        let context = match context {
            "i" => Context::Implicit,
            "a" => Context::Assignment,
            _ => Context::Explicit,
        };
        Some(((types.named(from)?, types.named(to)?), Cast { available, context }))
    });
    let ordered: BTreeMap<_, _> = casts.collect();
    ordered.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood() {
        let count = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count();
        let facts = facts();
        let functions: usize = facts.functions.values().map(Vec::len).sum();
        let operators: usize = facts.operators.values().map(Vec::len).sum();
        assert_eq!(operators, count(OPERATORS));
        assert_eq!(facts.casts.len(), count(CASTS));
        // Some lines differ by the version only.
        assert!((count(FUNCTIONS) - 250..=count(FUNCTIONS)).contains(&functions), "{functions}");
    }

    #[test]
    fn operators_with_bars_in_their_names_are_read() {
        assert_eq!(fields("|||text|text|text"), ["||", "text", "text", "text"]);
        assert_eq!(fields("|/||float8|float8"), ["|/", "", "float8", "float8"]);
        assert_eq!(fields("!!||tsquery|tsquery"), ["!!", "", "tsquery", "tsquery"]);
        assert_eq!(fields("=|int4|int8|bool"), ["=", "int4", "int8", "bool"]);
        assert_eq!(fields("-|_int4|_int4|_int4"), ["-", "_int4", "_int4", "_int4"]);
    }
}
