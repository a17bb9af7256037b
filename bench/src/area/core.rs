//! The exchange, the sequencer and the journal on the reference flow, beside the yardstick.

use anyhow::Result;

use crate::ceiling::{Ceiling, Mode};
use crate::flow::{F1, F100, Shape};
use crate::place::Place;
use crate::results::{Baseline, Row};

const UNIT: &str = "M commands/s";

pub(super) fn ceiling_f1(place: &Place) -> Result<Vec<Row>> {
    ceiling_of(place, "f1", F1)
}

pub(super) fn ceiling_f100(place: &Place) -> Result<Vec<Row>> {
    ceiling_of(place, "f100", F100)
}

fn ceiling_of(place: &Place, name: &str, shape: Shape) -> Result<Vec<Row>> {
    let ceiling = Ceiling::build(place)?;
    let flow = place.flow_file(name, shape)?;
    [Mode::Match, Mode::Risk, Mode::Durable]
        .into_iter()
        .map(|mode| {
            let run = ceiling.run(&flow, mode)?;
            let baseline_name = format!("ceiling {}", mode.name());
            Ok(Row::of_baseline(&format!("ceiling_{name}_{}", mode.name()), UNIT, &Baseline { name: &baseline_name, value: run.median }))
        })
        .collect()
}
