package dev.reconciler.endpoint.read.query;

import dev.reconciler.endpoint.read.QueryRefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory that one result may take, regardless of the number of its rows. */
public final class CharacterBudget {
    private final long most;
    private long spent;

    public CharacterBudget(long most) {
        this.most = most;
    }

    /** @throws QueryRefusedException if this row and those before it are longer than the budget */
    public List<@Nullable String> spend(List<@Nullable String> row) {
        for (String value : row) {
            spent += value == null ? 0 : value.length();
        }
        if (spent > most) {
            throw new QueryRefusedException(
                    "the result is longer than " + most + " characters: select shorter values, or aggregate them",
                    null);
        }
        return row;
    }
}
