"""One self-contained HTML page from gold and ops: what to look at on Monday, and what it rests on (extra `[report]`).

    with query.opened(settings) as lake:
        page.write(page.render(lake, choices), Path("report.html"))

`figures` holds one file per section, each with its queries; `charts` and `parts` are how a section may look;
`edulake.governance.released` decides what stays unseen; `page` puts it all together.
"""
