package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlTree;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads a file into settings. */
public final class ConfigLoader {
    private final Map<String, String> environment;
    /** It is read beside the other steps of a program's start, as each takes as long. */
    private final CompletableFuture<ConfigSchema> schema = CompletableFuture.supplyAsync(ConfigSchema::new);

    /** @param environment the variables to which {@code ${NAME}} refers */
    public ConfigLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The file's settings with all defaults.
     *
     * @throws ConfigException with every problem of the file, if there is one
     */
    public ReconcilerConfig load(Path file) {
        return new ConfigBinder(directory(file)).bind(tree(file));
    }

    /**
     * The file's settings with all defaults, as a tree of the file's own keys, each secret replaced.
     *
     * @throws ConfigException with every problem of the file, if there is one
     */
    public JsonNode effective(Path file) {
        JsonNode tree = tree(file);
        schema.join().hideSecrets(tree);
        return tree;
    }

    private static Path directory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw unreadable(file, "is not a regular file", "name a regular file");
        }
        return directory;
    }

    private JsonNode tree(Path file) {
        Path directory = directory(file);
        Places places = new Places();
        JsonNode tree = new YamlTree(new Interpolation(environment, directory), places).read(text(file));
        // A file with a syntax error can't be checked further.
        if (!places.hasProblem(List.of())) {
            schema.join().validate(tree, places);
            new ConfigRules(places).checkAsWritten(tree);
            schema.join().fillIn(tree);
            new ConfigRules(places).check(tree);
        }
        List<ConfigProblem> problems = places.problems().stream()
                .map(problem -> ConfigProblem.of(file, problem))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        DerivedDefaults.fillIn(tree);
        return tree;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "file not found", "name an existing file with --config FILE");
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            throw unreadable(file, "can't be read (" + e.getClass().getSimpleName() + ")", "check its permissions");
        }
    }

    private static ConfigException unreadable(Path file, String what, String fix) {
        return new ConfigException(List.of(new ConfigProblem(file.toString(), 0, 0, "", what, fix)));
    }
}
