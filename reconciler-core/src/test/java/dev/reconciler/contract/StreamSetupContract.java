package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.engine.StreamSetup.Step;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream is set up on a server, found again by the next start, replaced and taken down. */
public abstract class StreamSetupContract {
    /** Returns the pipeline's stream as a new process sees it: only the servers keep state. */
    protected abstract StreamSetup setup();

    /** The empty table of that name with the integer key {@code id}, mapped onto itself; made by the first call. */
    protected abstract MappedTable table(String name);

    /** Commits an insert into the table, as an application does. */
    protected abstract void insert(MappedTable table, int id);

    /** The position of the source's log now. */
    protected abstract Position writePosition();

    /** Sets up a stream of the same name for another owner. */
    protected abstract void occupy();

    @Test
    void streamCarriesExactlyTheTablesThatItIsGiven() {
        MappedTable one = table("one");
        MappedTable two = table("two");
        assertThat(setup().isPublished(List.of(one))).isFalse();

        setup().publish(List.of(one, two));
        setup().publish(List.of(two, one));
        assertThat(setup().isPublished(List.of(two, one))).isTrue();
        assertThat(setup().isPublished(List.of(one))).isFalse();
        assertThat(setup().isPublished(List.of(one, two, table("three")))).isFalse();

        setup().publish(List.of(two));
        assertThat(setup().isPublished(List.of(two))).isTrue();
        assertThat(setup().isPublished(List.of(one, two))).isFalse();
        assertThat(setup().harmed(List.of(one.source(), two.source()))).isEmpty();
    }

    @Test
    void tablesThatTheStreamDidNotCarryAreRefusedOnceAndCarriedAfterwards() {
        MappedTable one = table("one");
        MappedTable two = table("two");
        setup().publish(List.of(one));
        setup().requirePublished(List.of(one));

        assertThatThrownBy(() -> setup().requirePublished(List.of(one, two)))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("missing from the stream");
        setup().requirePublished(List.of(one, two));
        assertThat(setup().gapAdvice(table("three"))).contains("three");
    }

    @Test
    void streamBeginsOnceAndEveryLaterStartFindsItsBeginning() {
        MappedTable one = table("one");
        setup().publish(List.of(one));
        assertThat(setup().isRecorded()).isFalse();
        assertThat(setup().retainedBytes()).isEmpty();

        Position before = writePosition();
        Recorder steps = new Recorder(null);
        Position start = setup().ensure(steps);
        insert(one, 1);

        assertThat(steps.seen).contains(Step.RECORD_INTENT, Step.CREATE, Step.CREATED);
        assertThat(start.covers(before)).isTrue();
        assertThat(start.covers(writePosition())).isFalse();
        assertThat(setup().isRecorded()).isTrue();
        assertThat(setup().isInUse()).isFalse();
        assertThat(setup().retainedBytes()).isPresent();
        setup().requireReadable(start);

        Recorder again = new Recorder(null);
        assertThat(setup().ensure(again)).isEqualTo(start);
        assertThat(again.seen).isEmpty();
    }

    @Test
    void replacedStreamBeginsLater() {
        MappedTable one = table("one");
        setup().publish(List.of(one));
        Position first = setup().ensure(StreamSetup.Steps.NONE);
        insert(one, 1);
        Position later = writePosition();

        Position second = setup().replace(StreamSetup.Steps.NONE);

        assertThat(second.covers(later)).isTrue();
        assertThat(setup().ensure(StreamSetup.Steps.NONE)).isEqualTo(second);
        setup().requireReadable(second);
        assertThatThrownBy(() -> setup().requireReadable(first)).isInstanceOf(StreamRefusedException.class);
    }

    /** Told each step; ends the set-up at one of them, as a crash would. */
    private static final class Recorder implements StreamSetup.Steps {
        private final List<Step> seen = new ArrayList<>();
        private final @Nullable Step last;

        Recorder(@Nullable Step last) {
            this.last = last;
        }

        @Override
        public void before(Step step) {
            seen.add(step);
            if (step == last) {
                throw new IllegalStateException("crash before " + step);
            }
        }

        @Override
        public void progress(String doing) {}
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RECORD_INTENT", "CREATE", "CREATED"})
    void setUpThatCrashedIsCompletedByTheNextStart(Step crash) {
        setup().publish(List.of(table("one")));
        assertThatThrownBy(() -> setup().ensure(new Recorder(crash))).hasMessage("crash before " + crash);

        Position start = setup().ensure(StreamSetup.Steps.NONE);

        assertThat(setup().isRecorded()).isTrue();
        setup().requireReadable(start);
        assertThat(setup().ensure(StreamSetup.Steps.NONE)).isEqualTo(start);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RECORD_INTENT", "DROP_FORMER", "CREATE", "CREATED"})
    void replacementThatCrashedCanBeRepeated(Step crash) {
        setup().publish(List.of(table("one")));
        setup().ensure(StreamSetup.Steps.NONE);
        assertThatThrownBy(() -> setup().replace(new Recorder(crash))).hasMessage("crash before " + crash);
        assertThat(setup().isRecorded()).isTrue();

        Position start = setup().replace(StreamSetup.Steps.NONE);

        setup().requireReadable(start);
    }

    @Test
    void streamOfSomebodyElseIsRefusedAndKept() {
        setup().publish(List.of(table("one")));
        occupy();

        assertThatThrownBy(() -> setup().ensure(StreamSetup.Steps.NONE)).isInstanceOf(StreamRefusedException.class);
        assertThat(setup().isRecorded()).isFalse();
        assertThat(setup().retainedBytes()).isPresent();
    }

    @Test
    void nothingIsLeftOfAStreamThatWasTakenDown() {
        MappedTable one = table("one");
        setup().publish(List.of(one));
        Position start = setup().ensure(StreamSetup.Steps.NONE);
        assertThat(setup().leftovers()).isNotEmpty();

        setup().drop();
        setup().drop();

        assertThat(setup().leftovers()).isEmpty();
        assertThat(setup().retainedBytes()).isEmpty();
        assertThat(setup().isPublished(List.of(one))).isFalse();
        assertThat(setup().isRecorded()).isTrue();
        assertThatThrownBy(() -> setup().requireReadable(start)).isInstanceOf(StreamRefusedException.class);
        setup().forget();
        assertThat(setup().isRecorded()).isFalse();
    }

    @Test
    void withdrawnStreamCarriesNoTableAndCanGoOn() {
        MappedTable one = table("one");
        setup().publish(List.of(one));
        Position start = setup().ensure(StreamSetup.Steps.NONE);
        assertThat(setup().withdrawable()).isNotEmpty();

        setup().withdraw();

        assertThat(setup().withdrawable()).isEmpty();
        assertThat(setup().isPublished(List.of(one))).isFalse();
        setup().requireReadable(start);
        setup().publish(List.of(one));
        assertThat(setup().isPublished(List.of(one))).isTrue();
    }
}
