package dev.reconciler.app.http;

import dev.reconciler.control.UnknownIdException;

/** Resumes a table, with the errors of the API and the pages. */
public final class TableResume {
    private TableResume() {}

    /**
     * @param table its mapping id
     * @throws UnknownIdException if no such table is mapped
     * @throws ConflictException if it is not paused
     */
    public static void resume(ApiServices services, String table, String actor) {
        if (services.pipeline().tables().stream()
                .noneMatch(mapped -> mapped.id().equals(table))) {
            throw new UnknownIdException("mapped table", table);
        }
        if (!services.operations().pausedTables().resume(table, actor)) {
            throw new ConflictException("table " + table + " is not paused");
        }
    }
}
