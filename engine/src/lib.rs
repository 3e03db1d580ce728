//! Introspection, difference, plan and proof, and the servers on which they happen.
