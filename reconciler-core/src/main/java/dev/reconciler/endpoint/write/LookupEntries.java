package dev.reconciler.endpoint.write;

import dev.reconciler.mapping.Translation;
import java.util.Collection;
import java.util.Map;

/** Reads entries of lookup tables in the writer's transaction. Values are in canonical form. */
public interface LookupEntries {
    /** The target's values by the source's, of those that have an entry. */
    Map<String, String> stored(Translation translation, Collection<String> sources);

    /** The source's values by the target's, of those that have an entry. */
    Map<String, String> sources(Translation translation, Collection<String> stored);
}
