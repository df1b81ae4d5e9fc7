//! The catalogs that `check`, `report` and `release` look at the document with.

use std::{io::Write, path::PathBuf, sync::Arc};

use clap::Args;

use super::CommandError;
use crate::session::OwnCatalogs;

/// Options on catalogs.
#[derive(Debug, Args)]
pub(super) struct Catalogs {
    /// A catalog of your own, or a folder of such (.ron), beside those in your settings; may be given several times
    #[arg(long = "catalog", value_name = "FILE|DIR")]
    named: Vec<PathBuf>,
}

impl Catalogs {
    /// The bundled catalog, those in the user's settings, and those that were named. What does not hold in the
    /// settings is told and left out; what was named must hold.
    pub(super) fn read(&self, err: &mut dyn Write) -> Result<Arc<OwnCatalogs>, CommandError> {
        let mut own = OwnCatalogs::of_settings();
        for fault in &own.faults {
            let _is_read = writeln!(err, "warning: {fault}").is_ok();
        }
        for path in &self.named {
            own = own.with(path)?;
        }
        Ok(Arc::new(own))
    }
}
