//! Connections to PostgreSQL: every URL form of libpq, TLS, passwords, and the task that drives the protocol.
