package dev.reconciler.app.testing;

import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.http.PausedTables;
import dev.reconciler.app.http.PipelineControl;
import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.app.http.PipelineStatus.JobStatus;
import dev.reconciler.app.http.PipelineStatus.SourceStream;
import dev.reconciler.app.http.PipelineStatus.Stream;
import dev.reconciler.cdc.apply.TableStatus;
import dev.reconciler.cdc.apply.TableStatus.State;
import dev.reconciler.cdc.apply.parked.ParkedEvents;
import dev.reconciler.cdc.apply.parked.RetryResult;
import dev.reconciler.control.Cursor;
import dev.reconciler.schema.UnmappedTables;
import dev.reconciler.testing.ControlStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A fake stream that the test controls. */
public final class PlayedPipeline implements PipelineControl, ParkedEvents, PausedTables {
    private final List<Parked> parked = new CopyOnWriteArrayList<>();
    private volatile Stream stream = Stream.RUNNING;
    private volatile String reason = "";
    private final List<OpenProblem> problems = new CopyOnWriteArrayList<>();
    private volatile String mode = "replicate";
    private volatile boolean refuses = false;
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    PlayedPipeline() {
        parked.add(new Parked(
                7,
                "public.orders",
                "o-9",
                "0/1A2B3C",
                "INSERT",
                "violates foreign key constraint \"orders_customer\"",
                1,
                ControlStore.START));
        parked.add(new Parked(8, "public.orders", "o-9", "0/1A2B40", "UPDATE", "", 0, ControlStore.START));
    }

    public void stops(String because) {
        stream = Stream.STOPPED;
        reason = because;
    }

    /** Parks this event from now on. */
    public void parks(Parked event) {
        parked.add(event);
    }

    /** Adds this standing problem. */
    public void stands(OpenProblem problem) {
        problems.add(problem);
    }

    @Override
    public List<OpenProblem> problems() {
        return List.copyOf(problems);
    }

    @Override
    public List<UnmappedTables> unmapped() {
        return List.of(new UnmappedTables(
                "shop",
                2,
                List.of(
                        new UnmappedTables.Named("shop.sessions", 70L),
                        new UnmappedTables.Named("shop.drafts", null))));
    }

    @Override
    public PipelineStatus status() {
        return new PipelineStatus(
                "shop",
                mode,
                new SourceStream(
                        stream,
                        reason,
                        "0/1A2B40",
                        4711,
                        Duration.ofMillis(850),
                        2048L,
                        1_048_576L,
                        ControlStore.START.minus(Duration.ofHours(26))),
                List.of(
                        new TableStatus(
                                "public.customers",
                                "shop.kunden",
                                paused.contains("public.customers") ? State.PAUSED : State.LIVE,
                                ""),
                        new TableStatus("public.orders", "shop.orders", State.FILLING, "up to o-500")),
                List.of(
                        new JobStatus(
                                "count", ControlStore.START, ControlStore.START.plus(Duration.ofMinutes(30)), false),
                        new JobStatus("rules", null, ControlStore.START.minus(Duration.ofHours(1)), true)),
                problems(),
                new PipelineStatus.Verification(4700, Duration.ofMillis(1200), 3),
                applies() ? null : new PipelineStatus.TargetStream(Duration.ofMillis(4300), 2_097_152L));
    }

    /** Applications write the target from now on. */
    public void observes() {
        mode = "observe";
    }

    @Override
    public boolean applies() {
        return mode.equals("replicate");
    }

    @Override
    public void pause(String actor) {
        stream = Stream.PAUSED;
        reason = "paused by " + actor;
    }

    @Override
    public void resume(String actor) {
        stream = Stream.RUNNING;
        reason = "";
    }

    @Override
    public Part list(String table, Cursor place, int limit) {
        List<Parked> found = parked.stream()
                .filter(event -> table.isEmpty() || event.table().equals(table))
                .filter(event -> event.id() > place.order())
                .limit(limit)
                .toList();
        boolean more = found.size() == limit;
        return new Part(found, more ? new Cursor(found.get(limit - 1).id(), "1") : null);
    }

    @Override
    public Optional<RetryResult> retry(long id, String actor) {
        if (parked.stream().noneMatch(event -> event.id() == id)) {
            return Optional.empty();
        }
        if (refuses) {
            Parked first = parked.get(0);
            parked.set(
                    0,
                    new Parked(
                            first.id(),
                            first.table(),
                            first.key(),
                            first.position(),
                            first.operation(),
                            first.error(),
                            first.attempts() + 1,
                            first.at()));
            return Optional.of(new RetryResult(0, Map.of(first.id(), first.error())));
        }
        parked.clear();
        return Optional.of(new RetryResult(2, Map.of()));
    }

    /** From now on, the target rejects retried events. */
    public void refuses() {
        refuses = true;
    }

    @Override
    public Optional<Parked> discard(long id, String actor, String reason) {
        Optional<Parked> event = parked.stream().filter(each -> each.id() == id).findFirst();
        event.ifPresent(parked::remove);
        return event;
    }

    /** The table's schema has changed. */
    public void pauses(String table) {
        paused.add(table);
    }

    @Override
    public boolean resume(String table, String actor) {
        return paused.remove(table);
    }
}
