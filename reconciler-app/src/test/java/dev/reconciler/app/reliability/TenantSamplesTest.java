package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TenantSamplesTest extends TenantSamplesContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("tenants_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("tenants_target");
    }
}
