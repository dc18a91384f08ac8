//! Pages as they are found, each in its smallest form.
