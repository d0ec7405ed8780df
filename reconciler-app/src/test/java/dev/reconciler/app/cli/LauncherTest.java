package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code reconciler}, with a Java that prints its arguments. */
@Tag("system")
class LauncherTest {
    @TempDir
    Path directory;

    @BeforeEach
    void layOut() throws IOException {
        executable(directory.resolve("reconciler"), Files.readString(Path.of("..", "reconciler")));
        Files.writeString(directory.resolve("pom.xml"), "");
        Files.createDirectories(directory.resolve("reconciler-app/src/main"));
        Files.writeString(directory.resolve("reconciler-app/pom.xml"), "");
        Path jar = directory.resolve("reconciler-app/target/reconciler.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        Files.createDirectories(directory.resolve("bench/target"));
        executable(directory.resolve("bench/run"), Files.readString(Path.of("..", "bench", "run")));
        Path classpath = directory.resolve("bench/target/classpath.txt");
        Files.writeString(classpath, "lab.jar");
        Files.setLastModifiedTime(classpath, FileTime.from(Instant.now().plusSeconds(60)));
        Files.createDirectories(directory.resolve("jdk/bin"));
        executable(directory.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$@\"\n");
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theHeapIs512MegabytesUnlessItIsSet() throws Exception {
        assertThat(launch(Map.of(), "serve")).startsWith("-Xmx512m -XX:+ExitOnOutOfMemoryError -jar ");
        assertThat(launch(Map.of("RECONCILER_HEAP", "2g"), "serve"))
                .startsWith("-Xmx2g -XX:+ExitOnOutOfMemoryError -jar ");
        assertThat(launch(Map.of("RECONCILER_JAVA_OPTS", "-Dx=y -Xmx1g"), "serve"))
                .startsWith("-XX:+ExitOnOutOfMemoryError -Dx=y -Xmx1g -jar ")
                .doesNotContain("512m");
    }

    @Test
    void commandsThatEndSoonDoWithoutTheOptimizingCompiler() throws Exception {
        String options = "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -jar ";
        assertThat(launch(Map.of(), "check")).startsWith(options);
        assertThat(launch(Map.of(), "backfill")).doesNotContain("-XX:TieredStopAtLevel", "SerialGC");
        assertThat(launch(Map.of("RECONCILER_JAVA_OPTS", "-XX:+UseParallelGC"), "verify"))
                .contains("-XX:TieredStopAtLevel=1", "-XX:+UseParallelGC")
                .doesNotContain("SerialGC");
    }

    /** Messages of Java about the archive must not mix into the output. */
    @Test
    void aVerificationWritesAnArchiveOfClassesThatShortCommandsLoad() throws Exception {
        Path archive = directory.resolve("reconciler-app/target/reconciler.jsa");
        String quiet = " -Xlog:disable -Xlog:all=error:stderr ";

        assertThat(launch(Map.of(), "check")).doesNotContain(".jsa");
        assertThat(launch(Map.of(), "verify")).contains(quiet + "-XX:ArchiveClassesAtExit=" + archive + ".");
        Files.writeString(archive, "");
        assertThat(launch(Map.of(), "verify")).as("older than the jar").contains("-XX:ArchiveClassesAtExit=");

        Files.setLastModifiedTime(archive, FileTime.from(Instant.now().plusSeconds(120)));
        assertThat(launch(Map.of(), "verify")).contains(quiet + "-XX:SharedArchiveFile=" + archive + " ");
        assertThat(launch(Map.of(), "check")).contains("-XX:SharedArchiveFile=" + archive + " ");
        assertThat(launch(Map.of(), "serve")).doesNotContain(".jsa");
    }

    /** The daemon's jar has no database server. */
    @Test
    void demoRunsFromTheLab() throws Exception {
        assertThat(launch(Map.of("RECONCILER_HEAP", "1g", "RECONCILER_JAVA_OPTS", "-Dx=y"), "demo"))
                .contains(" -Xmx1g -XX:+ExitOnOutOfMemoryError -Dx=y ", "/bench/target/classes:lab.jar ")
                .endsWith(" dev.reconciler.bench.LabMain demo --config a b.yaml")
                .doesNotContain("reconciler.jar", "-XX:TieredStopAtLevel", "SerialGC");
        assertThat(launch(Map.of(), "-v", "demo")).endsWith(" dev.reconciler.bench.LabMain demo --config a b.yaml -v");
        assertThat(launch(Map.of(), "-v", "check")).endsWith("reconciler.jar -v check --config a b.yaml");
    }

    @Test
    void argumentsArePassedOn() throws Exception {
        assertThat(launch(Map.of(), "check")).endsWith("reconciler.jar check --config a b.yaml");
    }

    private String launch(Map<String, String> environment, String... command) throws Exception {
        List<String> line =
                new ArrayList<>(List.of(directory.resolve("reconciler").toString()));
        line.addAll(List.of(command));
        line.addAll(List.of("--config", "a b.yaml"));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RECONCILER_"));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.strip();
    }
}
