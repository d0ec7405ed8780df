package dev.reconciler.endpoint.write;

import dev.reconciler.mapping.Translation;
import dev.reconciler.schema.Column;
import java.util.Collection;
import java.util.List;

/**
 * Reads entries of lookup tables in the writer's transaction, by plain reads, which lock nothing: no right but SELECT is needed. Values
 * are in canonical form.
 */
public interface LookupEntries {
    /**
     * One entry.
     *
     * @param by the value by which it was found
     * @param wanted the value on the other side
     * @param shared true if another entry has the wanted value too, as the unique index of its column is gone
     */
    record Entry(String by, String wanted, boolean shared) {}

    /** The entries of the source's values. */
    default List<Entry> stored(Translation translation, Collection<String> sources) {
        return read(translation, translation.source(), translation.target(), sources);
    }

    /** The entries of the target's values. */
    default List<Entry> sources(Translation translation, Collection<String> stored) {
        return read(translation, translation.target(), translation.source(), stored);
    }

    /** The entries whose column {@code by} holds one of the values; a value that the column can't hold has none. */
    List<Entry> read(Translation translation, Column by, Column wanted, Collection<String> values);
}
