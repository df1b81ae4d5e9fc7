//! Which models, deployments and phases the report speaks of, and which it does not.

use super::{
    Block, Cell, Column, Field, NodeKind, Source, Span, Subject, counted, field, paragraph, run,
    table, title, wording,
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let system = &source.document.about().system;
    let mut fields = vec![
        field("System", &title::system(system)),
        field("Covered models", &title::models(system)),
        field("Use", use_of(source)),
        field("Coverage date", &source.document.about().coverage_date),
        Field::new("Deployed instances", instances(source)),
        field("Zones", &zones(source)),
    ];
    // What a model can do without is left out where it is not told; models and dates cannot.
    fields.retain(|field| {
        !field.is_empty() || !matches!(&*field.term, "Deployed instances" | "Zones")
    });
    out.push(Block::Fields(fields));
    out.push(phases(source));
    out.push(paragraph(run(&out_of_scope(source))));
}

fn use_of(source: &Source<'_>) -> &'static str {
    let models = &source.document.about().system.models;
    let internal = models.iter().filter(|model| model.internal_only).count();
    match (models.len(), internal) {
        (0, _) => "",
        (all, internal) if all == internal => "Inside the developer alone",
        (_, 0) => "Inside the developer and outside",
        _ => "Inside the developer and outside; some models inside alone",
    }
}

/// How many instances the pools of hosts have.
fn instances(source: &Source<'_>) -> Vec<Span> {
    let hosts = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Host);
    let told: Vec<String> = hosts
        .filter_map(|node| {
            let count = wording::count(node.instances?);
            Some(format!("{}: {count}", source.node_name(&node.id)))
        })
        .collect();
    run(&told.join("; "))
}

fn zones(source: &Source<'_>) -> String {
    let names = source.document.zones().iter().map(|zone| wording::name(&zone.name));
    wording::joined(&names.collect::<Vec<_>>())
}

fn phases(source: &Source<'_>) -> Block {
    let columns = vec![
        Column::words("Phase"),
        Column::words("Deployment"),
        Column::numbers("Days"),
        Column::words("Exposure"),
        Column::words("Inputs differ from the phase before"),
        Column::words("What the system can newly do or reach"),
    ];
    let dash = || "–".to_owned();
    let rows = source.document.phases().iter().map(|phase| {
        let exposure = phase.exposure.map(|exposure| {
            format!("{} {}", wording::decimal(exposure), wording::name(&phase.exposure_unit))
        });
        let shift = phase.distribution_shift.map_or("Not stated", wording::distribution_shift);
        vec![
            Cell::of(vec![Span::strong(source.full_label(&Subject::Phase(phase.id.clone())))]),
            Cell::text(wording::phase_kind(phase.kind)),
            Cell::text(phase.days.map_or_else(dash, wording::decimal)),
            Cell::text(exposure.unwrap_or_else(dash)),
            Cell::text(shift),
            Cell::of(run(&phase.affordances)),
        ]
    });
    let caption = "Deployment phases that the results run through";
    table("table-phases", caption, columns, rows.collect())
}

fn out_of_scope(source: &Source<'_>) -> String {
    let document = source.document;
    format!(
        "The model holds {}, {} and {}. Whatever is not among them, such as harm that needs no spread between instances, and \
         everything after {}, is out of scope and not in the figures.",
        counted(document.nodes().len(), "node"),
        counted(document.links().len(), "link"),
        counted(document.mitigations().len(), "mitigation"),
        source.horizon()
    )
}
