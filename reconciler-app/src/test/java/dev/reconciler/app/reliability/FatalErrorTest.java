package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.background.FatalError;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class FatalErrorTest {
    @Test
    void anErrorInAWorkerThreadEndsTheProcessWithACodeAndALine() throws InterruptedException {
        try (ChildJvm child = new ChildJvm(List.of(), FatalErrorMain.class)) {
            assertThat(child.await(30)).isEqualTo(FatalError.EXIT_CODE);
            assertThat(child.output())
                    .contains("fatal error thread=worker error=\"java.lang.LinkageError: a class is damaged\"")
                    .doesNotContain("went on");
        }
    }
}
