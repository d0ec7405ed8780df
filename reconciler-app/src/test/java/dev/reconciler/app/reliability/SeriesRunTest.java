package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class SeriesRunTest extends SeriesRunContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("series_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("series_target");
    }
}
