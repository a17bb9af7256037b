pub(crate) fn compare(_tables: &simulation::Tables) {}
