package dev.reconciler.app.report;

import dev.reconciler.app.report.Document.Block;
import dev.reconciler.app.report.Document.Column;
import dev.reconciler.app.report.Document.Fact;
import dev.reconciler.app.report.Document.Facts;
import dev.reconciler.app.report.Document.Note;
import dev.reconciler.app.report.Document.Section;
import dev.reconciler.app.report.Document.Table;
import dev.reconciler.report.ChainEntry;
import dev.reconciler.report.EvidenceReport;
import dev.reconciler.report.Listed;
import dev.reconciler.report.RecordedDiscrepancy;
import dev.reconciler.report.TenantCoverage;
import dev.reconciler.text.Constants;
import dev.reconciler.text.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The evidence about a tenant in words. */
public final class EvidenceDocument {
    private final EvidenceReport report;

    private EvidenceDocument(EvidenceReport report) {
        this.report = report;
    }

    public static Document of(EvidenceReport report) {
        return new EvidenceDocument(report).document();
    }

    private Document document() {
        return new Document(
                "Evidence for tenant " + report.heading().tenant() + " of "
                        + report.heading().pipeline(),
                List.of(
                        "Made at " + Times.utc(report.heading().generatedAt()) + ", of all records up to then.",
                        "This report holds no record of another tenant, and none of tables without tenants. Values of"
                                + " rows are left out, because a row that has the wrong tenant holds another tenant's.",
                        "Differences that the canary planted are left out."),
                List.of(
                        Section.of("Coverage", coverage()),
                        Section.of("Business rules", Tables.rules(report.rules())),
                        new Section("Discrepancies", discrepancies()),
                        new Section(
                                "Decisions", entries(report.decisions(), "Decisions of people", "No person decided.")),
                        new Section(
                                "Corrections by policy",
                                entries(report.corrections(), "Corrections by policy", "No correction by policy.")),
                        Section.of("Audit chain", chain(), chainNote())));
    }

    private Table coverage() {
        return new Table(
                "Coverage by table",
                List.of(
                        Column.text("Table"),
                        Column.text("Last verdict"),
                        Column.text("By"),
                        Column.text("At"),
                        Column.text("Verified through"),
                        Column.text("Position"),
                        Column.text("Reason")),
                report.coverage().stream().map(EvidenceDocument::line).toList(),
                "No mapped table has tenants.");
    }

    private static List<String> line(TenantCoverage each) {
        var through = each.verifiedThrough();
        return List.of(
                each.table(),
                each.verdict() == null ? "never verified" : Constants.words(each.verdict()),
                Objects.requireNonNullElse(each.verdictJob(), "-"),
                Words.time(each.verdictAt()),
                through == null ? "never" : Times.utc(through.at()),
                through == null ? "-" : through.position(),
                each.unverifiableReason());
    }

    private List<Block> discrepancies() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Table(
                "Discrepancies by type, severity and present state",
                List.of(
                        Column.text("Type"),
                        Column.text("Severity"),
                        Column.text("State"),
                        Column.number("Discrepancies")),
                report.states().stream()
                        .map(each -> List.of(
                                Constants.words(each.type()),
                                Constants.words(each.severity()),
                                Constants.words(each.state()),
                                Words.number(each.count())))
                        .toList(),
                "No discrepancy was ever found."));
        blocks.add(new Table(
                "Discrepancies, newest change of state first",
                List.of(
                        Column.text("Table"),
                        Column.text("Key"),
                        Column.text("Type"),
                        Column.text("Severity"),
                        Column.text("First found"),
                        Column.text("State"),
                        Column.text("Since"),
                        Column.text("Decision"),
                        Column.text("Correction")),
                report.discrepancies().items().stream()
                        .map(EvidenceDocument::line)
                        .toList(),
                "No discrepancy was ever found."));
        more(report.discrepancies(), blocks);
        return blocks;
    }

    private static List<String> line(RecordedDiscrepancy each) {
        RecordedDiscrepancy.Standing standing = each.standing();
        String until = standing.acceptedUntil() == null ? "" : " until " + Times.utc(standing.acceptedUntil());
        return List.of(
                each.table(),
                String.join(", ", each.key()),
                Constants.words(each.type()),
                Constants.words(each.severity()),
                Times.utc(each.firstSeen()),
                Constants.words(standing.state()),
                Times.utc(standing.since()),
                standing.decision() == null ? "-" : Constants.words(standing.decision()) + until,
                Objects.requireNonNullElse(standing.correction(), "-"));
    }

    private static List<Block> entries(Listed<ChainEntry> entries, String caption, String ifNone) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Table(
                caption,
                List.of(
                        Column.number("Entry"),
                        Column.text("At"),
                        Column.text("By"),
                        Column.text("Table"),
                        Column.text("Discrepancy"),
                        Column.text("New state"),
                        Column.text("Decision"),
                        Column.text("Correction"),
                        Column.text("Note"),
                        Column.text("Hash")),
                entries.items().stream()
                        .map(entry -> List.of(
                                Words.number(entry.sequence()),
                                Times.utc(entry.at()),
                                entry.actor(),
                                entry.detail().table(),
                                entry.discrepancy(),
                                Constants.words(entry.state()),
                                entry.detail().decision(),
                                entry.detail().correction(),
                                entry.detail().note(),
                                entry.hash()))
                        .toList(),
                ifNone));
        more(entries, blocks);
        return blocks;
    }

    private static void more(Listed<?> listed, List<Block> blocks) {
        if (listed.more() > 0) {
            blocks.add(new Note(listed.items().size() + " of " + listed.total() + " are listed; " + listed.more()
                    + " more are in the control database."));
        }
    }

    private Facts chain() {
        EvidenceReport.Chain chain = report.chain();
        return new Facts(List.of(
                new Fact("Verified", chain.verified() ? "yes: every entry matches" : "no: " + chain.reason()),
                new Fact("Entries", Words.number(chain.length())),
                new Fact("Hash of the last entry", chain.head().isEmpty() ? "-" : chain.head())));
    }

    private Note chainNote() {
        return new Note(
                "The chain is the pipeline's. To prove a listed entry later, verify the chain ('reconciler audit"
                        + " verify') and compare the entry's number and hash ('reconciler audit list --format json').");
    }
}
