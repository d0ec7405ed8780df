package dev.reconciler.run.finding;

import dev.reconciler.control.PageRequest;
import dev.reconciler.control.Slices;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Found;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunListener;
import dev.reconciler.verify.cause.CauseContext;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.confirm.Confirmation;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.confirm.Screened;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Handles the findings of one intact window, while it is still open: keys with parked events are failures to apply and not drift;
 * every confirmed finding is recorded with its cause; open discrepancies that the window covered and did not find again are
 * healed; and the policy is applied to those whose right image is known.
 */
public final class FindingHandler {
    private static final int PAGE = 1_000;
    /** The number of pages in which a rule's violations are searched among those of the other rules of its table. */
    private static final int GROUP_PAGES = 10;

    private final FindingServices services;
    private final Pipeline pipeline;
    private final Discrepancies discrepancies;
    private final CorrectionService corrections;
    private final CauseFinder causes;
    private final Breaker breaker;
    private final Confirmation confirmation;
    private final RunListener listener;
    private final String run;
    private final String job;
    private final CanaryMode canary;

    FindingHandler(FindingServices services, Breaker breaker, String run, String job, CanaryMode canary) {
        this.services = services;
        this.pipeline = services.pipeline();
        this.discrepancies = services.discrepancies();
        this.corrections = services.corrections();
        this.causes = services.causes();
        this.breaker = breaker;
        this.confirmation = services.confirming().confirmation();
        this.listener = services.listener();
        this.run = run;
        this.job = job;
        this.canary = canary;
    }

    /** The same for the canary's own windows. */
    public FindingHandler with(CanaryMode mode) {
        return new FindingHandler(services, breaker, run, job, mode);
    }

    /**
     * @param tables the tables that the window verified, wholly or in part
     * @param covered accepts the open discrepancies that the window would have found again
     * @param look the purpose of the window
     */
    public Handled handle(
            Lane lane,
            Collection<MappedTable> tables,
            Collection<? extends Finding> found,
            Predicate<Discrepancy> covered,
            Look look) {
        lane.ledger().expect(keys(found));
        Screened screened = confirmation.screen(lane, withoutParked(lane, canary.take(found)), look);
        Proof proof = proof(lane);
        Set<String> present = new HashSet<>();
        Map<String, Finding.OfRow> rows = new HashMap<>();
        List<Discrepancy> decidable = new ArrayList<>();
        List<Discrepancy> planted = new ArrayList<>();
        Set<String> news = new HashSet<>();
        Set<Finding> ofCanary = new HashSet<>();
        List<Finding.OfRow> again = new ArrayList<>();
        CauseContext context = new CauseContext(lane, pipeline.tables(), screened.confirmed());
        for (Entry entry : record(lane, proof, context, screened.confirmed())) {
            Finding finding = entry.found().finding();
            boolean ofTheCanary = entry.found().attribution().cause() == Cause.CANARY;
            Discrepancy discrepancy = entry.recorded().discrepancy();
            present.add(discrepancy.id());
            if (entry.recorded().outcome() != Recorded.Outcome.SEEN_AGAIN) {
                news.add(discrepancy.id());
            }
            if (ofTheCanary) {
                ofCanary.add(finding);
            }
            if (finding instanceof Finding.OfRow row && !row.sourceKnown()) {
                again.add(row);
                continue;
            }
            if (finding instanceof Finding.OfRow row) {
                rows.put(discrepancy.id(), row);
            }
            (ofTheCanary ? planted : decidable).add(discrepancy);
        }
        heal(
                lane,
                tables,
                present,
                open -> canary.mayHeal(open) && covered.test(open) && !screened.isWaiting(open),
                proof);
        again.addAll(correct(lane, decidable, planted, rows, news));
        return new Handled(screened, again, ofCanary);
    }

    private static Map<String, Set<RowKey>> keys(Collection<? extends Finding> found) {
        return found.stream()
                .filter(Finding.OfRow.class::isInstance)
                .map(Finding.OfRow.class::cast)
                .collect(Collectors.groupingBy(
                        Finding.OfRow::table, Collectors.mapping(Finding.OfRow::key, Collectors.toSet())));
    }

    private record Entry(Found found, Recorded recorded) {}

    /**
     * Stops automatic correction of tables whose mass drift is not resolved yet: a person starts the bulk repair of their rows.
     */
    public void holdMassDrift(Collection<MappedTable> tables) {
        for (MappedTable table : tables) {
            if (hasMassDrift(table)) {
                breaker.trip(table.id(), "mass drift is not resolved yet: see the table's discrepancy MASS_DRIFT");
            }
        }
    }

    /** Returns whether the table has an open mass-drift headline. */
    public boolean hasMassDrift(MappedTable table) {
        return !openMassDrift(table).isEmpty();
    }

    private List<String> openMassDrift(MappedTable table) {
        DiscrepancyQuery query = new DiscrepancyQuery(
                pipeline.name(),
                Set.of(DiscrepancyState.OPEN, DiscrepancyState.IN_REVIEW),
                DiscrepancyType.MASS_DRIFT,
                table.id(),
                null,
                null,
                new PageRequest(0, 1));
        return discrepancies.search(query).items().stream().map(Discrepancy::id).toList();
    }

    /** Stops automatic correction of a table that has exceeded the bound of individually recorded rows. */
    public void hold(String table, String why) {
        breaker.trip(table, why);
    }

    /** Records headlines, or updates them since the previous window. */
    public void headlines(Lane lane, List<Finding> headlines) {
        if (!headlines.isEmpty()) {
            List<Discrepancy> recorded =
                    record(lane, proof(lane), new CauseContext(lane, pipeline.tables(), headlines), headlines).stream()
                            .map(entry -> entry.recorded().discrepancy())
                            .toList();
            corrections.apply(recorded, Map.of(), lane.fence(), breaker);
        }
    }

    /** Records a headline whose examples were confirmed after the run's windows. */
    public void headline(Proof proof, Finding.MassDrift headline) {
        listener.recorded(
                run,
                discrepancies.record(
                        pipeline.name(),
                        headline,
                        proof,
                        Cause.UNKNOWN,
                        CauseFinder.MANY_CAUSES,
                        Severities.of(headline, Cause.UNKNOWN)));
    }

    /** The table agrees as a whole: its headline is healed. */
    public void healMassDrift(MappedTable table, Proof proof) {
        discrepancies.heal(openMassDrift(table), proof);
    }

    /** Records all findings with their causes, some hundreds per transaction. */
    private List<Entry> record(Lane lane, Proof proof, CauseContext context, List<Finding> findings) {
        List<Entry> entries = new ArrayList<>();
        for (List<Finding> slice : Slices.of(findings, Slices.DISCREPANCIES)) {
            if (!entries.isEmpty()) {
                lane.renew(); // later corrections depend on the pin, and recording thousands of findings takes long
            }
            List<Found> found = slice.stream()
                    .map(finding -> found(finding, causes.find(context, finding)))
                    .toList();
            List<Recorded> recorded = discrepancies.record(pipeline.name(), proof, found);
            for (int i = 0; i < found.size(); i++) {
                listener.recorded(run, recorded.get(i));
                entries.add(new Entry(found.get(i), recorded.get(i)));
            }
        }
        return entries;
    }

    private static Found found(Finding finding, Attribution why) {
        return new Found(finding, why, Severities.of(finding, why.cause()));
    }

    /** Returns the findings to verify again: those corrected, and those not corrected because a change came in between. */
    private List<Finding.OfRow> correct(
            Lane lane,
            List<Discrepancy> decidable,
            List<Discrepancy> planted,
            Map<String, Finding.OfRow> rows,
            Set<String> news) {
        Map<String, MappedTable> tables =
                pipeline.tables().stream().collect(Collectors.toMap(MappedTable::id, table -> table));
        List<CorrectionOutcome> outcomes = new ArrayList<>(
                corrections.apply(decidable, tables, lane.fence(), breaker).outcomes());
        for (CorrectionOutcome outcome : outcomes) {
            if (outcome.isCorrected()) {
                listener.corrected(
                        outcome.plan().table().id(), outcome.plan().kind().name());
            } else if (outcome.result() == CorrectionOutcome.Result.DRY_RUN
                    && news.contains(outcome.plan().discrepancy())) {
                listener.planned(
                        run,
                        outcome.plan().table().id(),
                        outcome.plan().discrepancy(),
                        outcome.plan().kind().name());
            }
        }
        if (canary.repairs()) {
            outcomes.addAll(corrections.repairPlanted(planted, tables, lane.fence()));
        }
        List<Finding.OfRow> again = new ArrayList<>();
        for (CorrectionOutcome outcome : outcomes) {
            Finding.OfRow row = rows.get(outcome.plan().discrepancy());
            if (row != null && outcome.result().needsVerification()) {
                again.add(row);
            }
        }
        return again;
    }

    private void heal(
            Lane lane,
            Collection<MappedTable> tables,
            Set<String> present,
            Predicate<Discrepancy> covered,
            Proof proof) {
        boolean healed = false;
        for (MappedTable table : tables) {
            String after = "";
            List<Discrepancy> page;
            do {
                page = discrepancies.open(pipeline.name(), table.id(), after, Slices.DISCREPANCIES);
                List<String> gone = page.stream()
                        .filter(open -> !present.contains(open.id()) && covered.test(open))
                        .map(Discrepancy::id)
                        .toList();
                if (!gone.isEmpty()) {
                    if (healed) {
                        lane.renew(); // later corrections depend on the pin
                    }
                    discrepancies.heal(gone, proof);
                    healed = true;
                }
                after = page.isEmpty() ? after : page.get(page.size() - 1).id();
            } while (page.size() == Slices.DISCREPANCIES);
        }
    }

    /** Open discrepancies of the table's rows by tenant, without the canary's; up to a limit. */
    public Map<TenantId, Long> openRows(MappedTable table) {
        Map<TenantId, Long> open = new HashMap<>();
        discrepancies.open(pipeline.name(), table.id(), "", Slices.DISCREPANCIES).stream()
                .filter(found ->
                        found.type().isSettledByKey() && found.attribution().cause() != Cause.CANARY)
                .forEach(found -> open.merge(found.place().tenant(), 1L, Long::sum));
        return open;
    }

    /** The groups of the rule with an open violation, of the tenant or of all if it is null; at most a thousand. */
    public Set<String> openGroups(String rule, String table, @Nullable TenantId tenant) {
        String prefix = rule + "/";
        Set<String> groups = new HashSet<>();
        boolean more = true;
        for (int page = 0; more && page < GROUP_PAGES && groups.size() < PAGE; page++) {
            List<Discrepancy> found = discrepancies
                    .search(new DiscrepancyQuery(
                            pipeline.name(),
                            Set.of(DiscrepancyState.OPEN, DiscrepancyState.IN_REVIEW),
                            DiscrepancyType.RULE_VIOLATION,
                            table,
                            tenant,
                            null,
                            new PageRequest(page, PAGE)))
                    .items();
            found.stream()
                    .map(open -> open.place().subject())
                    .filter(subject -> subject.startsWith(prefix))
                    .forEach(subject -> groups.add(subject.substring(prefix.length())));
            more = found.size() == PAGE;
        }
        return groups;
    }

    private List<Finding> withoutParked(Lane lane, Collection<? extends Finding> found) {
        Map<String, Map<RowKey, String>> parked = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : found) {
            String error = finding instanceof Finding.OfRow row && mayBeParked(row.type())
                    ? parked.computeIfAbsent(row.table(), table -> lane.target().parked(table))
                            .get(row.key())
                    : null;
            findings.add(error == null ? finding : applyFailure((Finding.OfRow) finding, error));
        }
        return findings;
    }

    /** A collision of keys names the reason more precisely than the error of the parked event. */
    private static boolean mayBeParked(DiscrepancyType type) {
        return type.isSettledByKey() && type != DiscrepancyType.KEY_COLLISION;
    }

    private static Finding applyFailure(Finding.OfRow row, String error) {
        return new Finding.ApplyFailure(
                row.table(), row.tenant(), row.key(), row.source(), row.target(), error.isEmpty() ? "parked" : error);
    }

    /** The proof that a verdict of the lane rests on. */
    public Proof proof(Lane lane) {
        SourceSnapshot source = lane.source();
        return new Proof(
                run,
                job,
                source.content().toString(),
                lane.fence().sequence(),
                lane.fence().position().text());
    }
}
