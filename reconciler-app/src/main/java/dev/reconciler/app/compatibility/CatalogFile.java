package dev.reconciler.app.compatibility;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reconciler.schema.catalog.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Catalogs in files, as JSON. */
public final class CatalogFile {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    private CatalogFile() {}

    public static void write(Path file, Catalog catalog) {
        try {
            Files.writeString(file, JSON.writeValueAsString(catalog) + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException("catalog not written to " + file + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException with the cause, if the file is no catalog of this version */
    public static Catalog read(Path file) {
        try {
            Catalog catalog = JSON.readValue(Files.readString(file), Catalog.class);
            if (catalog.format() != Catalog.FORMAT) {
                throw new IllegalArgumentException(
                        file + " has format " + catalog.format() + ", and this build reads format " + Catalog.FORMAT
                                + ": write it again with 'reconciler schema dump'");
            }
            return catalog;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " can't be read as a catalog: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
        }
    }
}
