package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class LogConfigurationTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void withoutAFileOurLogGoesToStandardErrorAndLibrariesAreQuiet() throws Exception {
        new ContextInitializer(context).autoConfig(new ClassLoader(getClass().getClassLoader()) {
            @Override
            public @Nullable URL getResource(String name) {
                return name.endsWith(".xml") ? null : super.getResource(name);
            }
        });

        Appender<ILoggingEvent> appender =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        assertThat(appender).isInstanceOfSatisfying(ConsoleAppender.class, console -> {
            assertThat(console.getTarget()).isEqualTo("System.err");
            assertThat(console.isStarted()).isTrue();
        });
        assertThat(context.getLogger("dev.reconciler").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("io.debezium.embedded").getEffectiveLevel())
                .isEqualTo(Level.WARN);
    }

    /** The tests' own file is on the class path. */
    @Test
    void aFileWins() throws Exception {
        new ContextInitializer(context).autoConfig();

        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.WARN);
    }
}
