//! What an application links: the structs of a schema and, in time, typed queries.
