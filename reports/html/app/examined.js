// Everything that was not judged or was let pass, row by row: the tables of the page show the first.
function buildExamined() {
  const parts = [
    ['not_evaluated', RULES.flatMap((rule) => rule.not_evaluated.map((each) => ({ ...each, rule }))), notEvaluatedColumns],
    ['exemptions', rowsOf(DATA.exemptions), exemptionColumns],
    ['rejects', rowsOf(DATA.rejects), rejectColumns],
    ['codes', rowsOf(DATA.codes), codeColumns],
  ].filter(([, rows]) => rows.length);
  return parts.map(([name, rows, columns]) => {
    const box = el('details', { ontoggle: () => { if (box.open && box.children.length === 1) box.append(table(t(name), columns(), rows)); } },
      el('summary', null, t('examined.all', { what: t(name), n: whole(rows.length) })));
    return box;
  });
}

const FILE_COLUMN = () => ({ head: t('file'), cell: (row) => STRINGS[row.file] });
const ROWS_COLUMN = () => ({ head: t('rows'), number: true, cell: (row) => whole(row.rows) });

function notEvaluatedColumns() {
  return [
    { head: t('by.rule'), cell: ({ rule }) => link(ruleName(PLACE_OF_RULE.get(rule.id)), { view: 'rules', rule: rule.id }) },
    { head: t('reason'), cell: (row) => label('why_not', row.reason) }, FILE_COLUMN(), ROWS_COLUMN(),
  ];
}

function exemptionColumns() {
  return [
    { head: t('column.at'), cell: (row) => momentText(row.day, row.second) },
    { head: t('by.rule'), cell: (row) => ruleName(row.rule) },
    { head: t('column.case'), cell: (row) => row.case || STRINGS[row.debtor] },
    { head: t('relied_on'), cell: (row) => t('relied_on.at', { id: row.relied_on, at: row.relied_on_at }) },
    { head: t('source.row'), cell: (row) => t('source.at', { file: STRINGS[row.file], row: row.row }) },
  ];
}

function rejectColumns() {
  return [FILE_COLUMN(), { head: t('reason'), cell: (row) => label('reject', row.reason) }, ROWS_COLUMN()];
}

function codeColumns() {
  return [
    { head: t('code'), cell: (row) => row.code }, { head: t('code.column'), cell: (row) => row.column },
    { head: t('code.canonical'), cell: (row) => row.canonical }, FILE_COLUMN(), ROWS_COLUMN(),
  ];
}
