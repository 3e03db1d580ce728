//! From a live database to a catalog.
