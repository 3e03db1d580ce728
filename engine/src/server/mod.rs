//! The servers on which evenkeel works: a URL, the embedded one, a local one of its own.
