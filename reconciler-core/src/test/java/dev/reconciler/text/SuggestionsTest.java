package dev.reconciler.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SuggestionsTest {
    @Test
    void theNearestNameIsSuggestedWhateverItsCase() {
        assertThat(Suggestions.nearest("Custmer_id", List.of("customer_id", "customer_ref", "id")))
                .contains("customer_id");
    }

    @Test
    void aWordLikeNoneIsLeftAlone() {
        assertThat(Suggestions.nearest("total", List.of("customer_id", "name"))).isEmpty();
    }

    @Test
    void ofEquallyNearNamesTheFirstInOrder() {
        assertThat(Suggestions.nearest("nam", List.of("nameb", "namea"))).contains("namea");
    }
}
