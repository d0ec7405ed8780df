package dev.reconciler.run.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.SnapshotEndedException;
import dev.reconciler.window.VoidWindowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks are named by their part and a number: "a1" is of part a. */
@Tag("unit")
class TaskQueueTest {
    private static final RuntimeException UNREADABLE = new IllegalStateException("unreadable");

    private final List<String> givenUp = new ArrayList<>();

    @Test
    void oneUnreadableTaskDoesNotKeepTheRestOfItsPartFromBeingDone() {
        TaskQueue<String> queue = queue("a1", "a2", "a3", "b1");

        assertThat(window(queue, Set.of("a1"))).containsExactly("b1");
        assertThat(window(queue, Set.of("a1"))).containsExactly("a2", "a3");
        assertThat(window(queue, Set.of("a1"))).isEmpty();
        assertThat(givenUp).isEmpty();
        assertThat(window(queue, Set.of("a1"))).isEmpty();

        assertThat(givenUp).containsExactly("a1");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aPartOfWhichThreeWindowsReadNothingIsGivenUpWithAllItsTasks() {
        TaskQueue<String> queue = queue("a1", "a2", "a3", "b1");
        Set<String> all = Set.of("a1", "a2", "a3");

        assertThat(window(queue, all)).containsExactly("b1");
        window(queue, all);
        assertThat(givenUp).isEmpty();
        window(queue, all);

        assertThat(givenUp).containsExactlyInAnyOrder("a1", "a2", "a3");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void failuresInAVoidWindowDoNotCountAndItsTasksAreDoneAgainInOrder() {
        TaskQueue<String> queue = queue("a1", "b1");
        for (int i = 0; i < 5; i++) {
            queue.take();
            queue.failed("a1", UNREADABLE);
            queue.take();
            queue.done("b1");
            queue.windowWasVoid();
        }

        assertThat(window(queue, Set.of())).containsExactly("a1", "b1");
        assertThat(givenUp).isEmpty();
    }

    @Test
    void whatConcernsTheWindowIsNoPartsFailure() {
        TaskQueue<String> queue = queue("a1");
        queue.take();

        assertThatThrownBy(() -> queue.failed("a1", new VoidWindowException("lost")))
                .isInstanceOf(VoidWindowException.class);
        assertThatThrownBy(() -> queue.failed("a1", new SnapshotEndedException("ended", UNREADABLE)))
                .isInstanceOf(SnapshotEndedException.class);
    }

    @Test
    void withoutPartsTheFirstFailureIsThrown() {
        TaskQueue<String> queue = new TaskQueue<>(List.of("a1"), null);
        queue.take();

        assertThatThrownBy(() -> queue.failed("a1", UNREADABLE)).isSameAs(UNREADABLE);
    }

    private TaskQueue<String> queue(String... tasks) {
        return new TaskQueue<>(
                List.of(tasks),
                new WindowedPass.Parts<>(task -> task.substring(0, 1), (task, reason) -> givenUp.add(task)));
    }

    /** An intact window in which one reader takes all that there is; returns what was done. */
    private static List<String> window(TaskQueue<String> queue, Set<String> unreadable) {
        List<String> done = new ArrayList<>();
        Optional<String> task = queue.take();
        while (task.isPresent()) {
            if (unreadable.contains(task.get())) {
                queue.failed(task.get(), UNREADABLE);
            } else {
                queue.done(task.get());
                done.add(task.get());
            }
            task = queue.take();
        }
        queue.windowWasIntact();
        return done;
    }
}
