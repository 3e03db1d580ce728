//! The macro schema!, a thin shell over evenkeel-codegen.
