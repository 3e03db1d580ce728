//! Which function or operator is meant, by the rules of PostgreSQL.
//!
//! The rules are those of `parse_func.c`, `parse_oper.c` and `parse_coerce.c`, as the manual describes them in the chapter on
//! type conversion.

use crate::facts::{Context, facts};
use crate::schema::Schema;
use crate::types::{Kind, Type};

impl Schema {
    /// Whether a value of one type becomes one of another in this context.
    pub(crate) fn casts(&self, from: Type, to: Type, context: Context) -> bool {
        let types = &self.types;
        if from == to || types.is_unknown(from) {
            return true;
        }
        let to_info = types.info(to);
        if to_info.kind == Kind::Pseudo {
            return match to_info.name.as_str() {
                "any" => true,
                "record" => types.info(types.base(from)).kind == Kind::Composite,
                name => is_polymorphic(name),
            };
        }
        let (from, to) = (types.base(from), types.base(to));
        if from == to {
            return true;
        }
        if let Some(cast) = facts().casts.get(&(from, to)).filter(|cast| self.has(cast.available)) {
            return cast.context <= context;
        }
        if let (Some(from), Some(to)) = (types.element(from), types.element(to))
            && self.casts(from, to, context)
        {
            return true;
        }
        if types.info(from).kind == Kind::Pseudo && types.name(from) == "record" {
            return types.info(to).kind == Kind::Composite;
        }
        let is_text = |of: Type| types.info(of).category == 'S';
        (context >= Context::Assignment && is_text(to)) || (context >= Context::Explicit && is_text(from))
    }

    /// Whether values of these types can be the arguments of something declared with those.
    fn accepts(&self, given: &[Type], declared: &[Type]) -> bool {
        let all = given.iter().zip(declared).all(|(given, declared)| self.casts(*given, *declared, Context::Implicit));
        all && (!declared.iter().any(|one| self.is_polymorphic(*one)) || self.bind(given, declared, None).is_some())
    }

    pub(crate) fn is_polymorphic(&self, ty: Type) -> bool {
        is_polymorphic(self.types.name(ty))
    }

    /// The candidate that is meant, by its position; none where none or several fit.
    pub(crate) fn choose(&self, given: &[Type], candidates: &[Vec<Type>]) -> Choice {
        if let Some(exact) = candidates.iter().position(|candidate| candidate == given) {
            return Choice::One(exact);
        }
        let fitting: Vec<usize> =
            indexes(candidates, |candidate| candidate.len() == given.len() && self.accepts(given, candidate));
        match fitting.as_slice() {
            [] => Choice::None,
            [only] => Choice::One(*only),
            _ => self.best(given, candidates, fitting).map_or(Choice::Several, Choice::One),
        }
    }

    /// `func_select_candidate`.
    fn best(&self, given: &[Type], candidates: &[Vec<Type>], fitting: Vec<usize>) -> Option<usize> {
        let types = &self.types;
        let base: Vec<Option<Type>> =
            given.iter().map(|one| (!types.is_unknown(*one)).then(|| types.base(*one))).collect();
        let at = |candidate: usize| candidates.get(candidate).map(Vec::as_slice).unwrap_or_default();
        let exact =
            |candidate: usize| base.iter().zip(at(candidate)).filter(|(base, one)| **base == Some(**one)).count();
        let mut left = most(fitting, exact);
        if let [only] = left.as_slice() {
            return Some(*only);
        }
        let preferred = |candidate: usize| {
            let fits = |base: &Option<Type>, one: &Type| {
                base.is_some_and(|base| {
                    let info = types.info(*one);
                    base == *one || (info.preferred && info.category == types.info(base).category)
                })
            };
            base.iter().zip(at(candidate)).filter(|(base, one)| fits(base, one)).count()
        };
        left = most(left, preferred);
        if let [only] = left.as_slice() {
            return Some(*only);
        }
        if base.iter().all(Option::is_some) {
            return None;
        }
        if let Some(kept) = self.by_category(&base, &left, candidates) {
            left = kept;
            if let [only] = left.as_slice() {
                return Some(*only);
            }
        }
        // The last resort: what is unknown has the type of what is known.
        let mut known = base.iter().flatten();
        let first = *known.next()?;
        if known.any(|other| *other != first) {
            return None;
        }
        let all_alike: Vec<Type> = given.iter().map(|_| first).collect();
        let fitting: Vec<usize> =
            left.into_iter().filter(|candidate| self.accepts(&all_alike, at(*candidate))).collect();
        if let [only] = fitting.as_slice() { Some(*only) } else { None }
    }

    /// Keeps the candidates that take, for each unknown argument, a type of the category that most speaks for.
    fn by_category(&self, base: &[Option<Type>], left: &[usize], candidates: &[Vec<Type>]) -> Option<Vec<usize>> {
        let types = &self.types;
        let mut slots = Vec::new();
        for (position, _) in base.iter().enumerate().filter(|(_, base)| base.is_none()) {
            let mut slot: Option<(char, bool)> = None;
            let mut conflict = false;
            for candidate in left {
                let info = types.info(*candidates.get(*candidate)?.get(position)?);
                match &mut slot {
                    None => slot = Some((info.category, info.preferred)),
                    Some((category, preferred)) if *category == info.category => *preferred |= info.preferred,
                    Some(slot) if info.category == 'S' => *slot = ('S', info.preferred),
                    Some(_) => conflict = true,
                }
            }
            let (category, preferred) = slot?;
            if conflict && category != 'S' {
                return None;
            }
            slots.push((position, category, preferred));
        }
        let fits = |candidate: &usize| {
            slots.iter().all(|(position, category, preferred)| {
                let one = candidates.get(*candidate).and_then(|all| all.get(*position));
                one.is_some_and(|one| {
                    let info = types.info(*one);
                    info.category == *category && (!preferred || info.preferred)
                })
            })
        };
        let kept: Vec<usize> = left.iter().copied().filter(fits).collect();
        (!kept.is_empty()).then_some(kept)
    }

    /// The type that several values have in common: that of `CASE`, `UNION`, `ARRAY[…]`.
    pub(crate) fn common(&self, given: &[Type]) -> Option<Type> {
        let types = &self.types;
        let (first, rest) = given.split_first()?;
        if !types.is_unknown(*first) && rest.iter().all(|other| other == first) {
            return Some(*first);
        }
        let mut chosen = types.base(*first);
        for other in rest.iter().map(|other| types.base(*other)) {
            if types.is_unknown(other) || other == chosen {
                continue;
            }
            let (info, of_chosen) = (types.info(other), types.info(chosen));
            if types.is_unknown(chosen) {
                chosen = other;
            } else if info.category != of_chosen.category {
                return None;
            } else if !of_chosen.preferred
                && self.casts(chosen, other, Context::Implicit)
                && !self.casts(other, chosen, Context::Implicit)
            {
                chosen = other;
            }
        }
        Some(if types.is_unknown(chosen) { types.known("text") } else { chosen })
    }

    /// What the polymorphic types of a declaration stand for: the types of the arguments and, where it is asked for, of the
    /// result.
    pub(crate) fn bind(&self, given: &[Type], declared: &[Type], result: Option<Type>) -> Option<(Vec<Type>, Type)> {
        let types = &self.types;
        let mut element: Option<Type> = None;
        let mut range: Option<Type> = None;
        let mut alike = Vec::new();
        for (given, declared) in given.iter().zip(declared) {
            let name = types.name(*declared);
            if types.is_unknown(*given) {
                if name.starts_with("anycompatible") && name != "anycompatiblearray" {
                    alike.push(*given);
                }
                continue;
            }
            let bare = types.base(*given);
            let mut same = |one: Type| match element {
                None => {
                    element = Some(one);
                    true
                }
                Some(known) => known == one,
            };
            let fits = match name {
                "anyelement" => same(*given),
                "anynonarray" => !types.is_array(bare) && same(*given),
                "anyenum" => types.info(bare).kind == Kind::Enum && same(*given),
                "anyarray" => same(types.element(bare)?),
                "anyrange" | "anymultirange" if !self.is_such_a_range(name, bare) => false,
                "anycompatiblerange" | "anycompatiblemultirange" if !self.is_such_a_range(name, bare) => false,
                "anyrange" | "anymultirange" => {
                    range = Some(self.range_of(bare)?);
                    same(types.info(bare).subtype?)
                }
                "anycompatible" | "anycompatiblenonarray" => {
                    alike.push(*given);
                    true
                }
                "anycompatiblearray" => {
                    alike.push(types.element(bare)?);
                    true
                }
                "anycompatiblerange" | "anycompatiblemultirange" => {
                    range = Some(self.range_of(bare)?);
                    alike.push(types.info(bare).subtype?);
                    true
                }
                _ => true,
            };
            if !fits {
                return None;
            }
        }
        let common = if alike.is_empty() { None } else { Some(self.common(&alike)?) };
        let castable = |one: &Type| common.is_some_and(|common| self.casts(*one, common, Context::Implicit));
        if !alike.iter().all(castable) {
            return None;
        }
        let stands = |ty: Type| -> Option<Type> {
            match types.name(ty) {
                "anyelement" | "anynonarray" | "anyenum" => element,
                "anyarray" => types.array(element?),
                "anycompatible" | "anycompatiblenonarray" => common,
                "anycompatiblearray" => types.array(common?),
                "anyrange" | "anycompatiblerange" => range,
                "anymultirange" | "anycompatiblemultirange" => self.multirange_of(range?),
                _ => Some(ty),
            }
        };
        let arguments = declared.iter().map(|one| stands(*one)).collect::<Option<Vec<_>>>()?;
        let result = match result {
            Some(result) => stands(result)?,
            None => types.unknown(),
        };
        Some((arguments, result))
    }

    /// Whether a type is a range or a multirange, as the name of the polymorphic type says.
    fn is_such_a_range(&self, polymorphic: &str, ty: Type) -> bool {
        let wanted = if polymorphic.ends_with("multirange") { Kind::Multirange } else { Kind::Range };
        self.types.info(ty).kind == wanted
    }

    fn range_of(&self, ty: Type) -> Option<Type> {
        let info = self.types.info(ty);
        match info.kind {
            Kind::Range => Some(ty),
            Kind::Multirange => self.types.named(&info.name.replace("multirange", "range")),
            _ => None,
        }
    }

    fn multirange_of(&self, range: Type) -> Option<Type> {
        self.types.named(&self.types.name(range).replace("range", "multirange"))
    }
}

/// Which candidate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    One(usize),
    None,
    Several,
}

fn is_polymorphic(name: &str) -> bool {
    name.starts_with("any") && name != "any"
}

fn indexes(candidates: &[Vec<Type>], fits: impl Fn(&[Type]) -> bool) -> Vec<usize> {
    candidates.iter().enumerate().filter(|(_, candidate)| fits(candidate)).map(|(index, _)| index).collect()
}

/// Those with the highest count.
fn most(candidates: Vec<usize>, count: impl Fn(usize) -> usize) -> Vec<usize> {
    let best = candidates.iter().map(|candidate| count(*candidate)).max().unwrap_or(0);
    candidates.into_iter().filter(|candidate| count(*candidate) == best).collect()
}
