//! What stands where a statement fails on rows that do not fit.

use super::statement::{Phase, Stands, Statement};
use super::transaction::{Transaction, transactions};

/// Says of each statement that fails where rows do not fit what has happened by then: nothing as long as nothing was
/// committed but looks at rows; else what came before it stays.
pub fn tell_what_stands(statements: &mut [Statement]) {
    let mut stands = false;
    let mut told = Vec::with_capacity(statements.len());
    for transaction in transactions(statements) {
        let (together, undone) = match transaction {
            Transaction::Together(together) => (together, true),
            Transaction::Alone(alone) => (std::slice::from_ref(alone), false),
        };
        let known = match (stands, undone) {
            (true, _) => Some(Stands::Earlier),
            (false, true) => Some(Stands::Nothing),
            // An index that cannot be built is there, and invalid.
            (false, false) => None,
        };
        told.extend(together.iter().map(|_| known));
        stands |= together.iter().any(|statement| statement.phase != Phase::Check);
    }
    for (statement, known) in statements.iter_mut().zip(told) {
        for hazard in &mut statement.hazards {
            hazard.know(|rows| rows.stands = rows.stands.or(known));
        }
    }
}

#[cfg(test)]
mod tests {
    use evenkeel_model::{ObjectId, QualifiedName};

    use super::super::statement::{HazardKind, Probe};
    use super::*;

    fn statement(phase: Phase) -> Statement {
        let name = QualifiedName::new("public", "a");
        Statement::new(ObjectId::Table(name), "SELECT 1").in_phase(phase).failing_while("a row is wrong")
    }

    fn words(mut statements: Vec<Statement>) -> Vec<String> {
        tell_what_stands(&mut statements);
        statements.into_iter().flat_map(|statement| statement.hazards).map(|hazard| hazard.words).collect()
    }

    #[test]
    fn nothing_has_changed_until_something_was_committed() {
        let nothing = "fails, and changes nothing, while a row is wrong";
        let earlier = "fails, after earlier transactions were committed, while a row is wrong";
        // A look at rows changes nothing, and all of the first transaction is undone together.
        let plan = [Phase::Check, Phase::Main, Phase::Main, Phase::Validate];
        assert_eq!(words(plan.map(statement).into()), [nothing, nothing, nothing, earlier]);
        assert_eq!(words([Phase::EnumLabels, Phase::Main].map(statement).into()), [nothing, earlier]);
    }

    #[test]
    fn an_index_that_is_not_built_is_more_than_nothing() {
        let build = || {
            let probe = Probe::ValidIndex(QualifiedName::new("public", "i"));
            statement(Phase::BuildIndex).outside_transaction(Phase::BuildIndex, probe)
        };
        let earlier = "fails, after earlier transactions were committed, while a row is wrong";
        assert_eq!(words(vec![build(), build()]), ["fails while a row is wrong", earlier]);
    }

    #[test]
    fn other_words_stay() {
        let lost = statement(Phase::Main).with_hazard(HazardKind::Destructive, "fails while nobody looks");
        assert_eq!(words(vec![lost]), ["fails, and changes nothing, while a row is wrong", "fails while nobody looks"]);
    }
}
