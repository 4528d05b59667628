// Reads the run that stands in the page; the contract is auditkit/report/html/payload.py.
const run = JSON.parse(document.getElementById("data").textContent);
document.documentElement.dataset.findings = String(run.bound.findings);
