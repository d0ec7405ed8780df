package dev.reconciler.bench.demo;

import dev.reconciler.app.background.FatalError;
import dev.reconciler.app.cli.LogConfiguration;
import dev.reconciler.app.cli.Reconciler;
import java.util.List;
import java.util.stream.Stream;

/** The entry point of {@code ./reconciler demo}. */
public final class DemoMain {
    private DemoMain() {}

    /** Takes the options of the command {@code demo}; exits with its code. */
    public static void main(String[] args) {
        // The tests' configuration, which is also on the lab's class path, logs warnings only.
        LogConfiguration.replaceCurrent();
        FatalError.endsTheProcess();
        String[] line = Stream.concat(Stream.of("demo"), Stream.of(args)).toArray(String[]::new);
        System.exit(Reconciler.of(List.of(new DemoCommand())).execute(line));
    }
}
