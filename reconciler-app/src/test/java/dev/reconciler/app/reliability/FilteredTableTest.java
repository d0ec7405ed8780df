package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class FilteredTableTest extends FilteredTableContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("filtered_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("filtered_target");
    }

    @Override
    String sourceText() {
        return "text";
    }
}
