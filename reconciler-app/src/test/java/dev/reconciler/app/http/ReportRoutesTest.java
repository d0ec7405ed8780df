package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.testing.ReportHistory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class ReportRoutesTest {
    private final DaemonLab daemon = new DaemonLab();
    private final Client client = new Client(daemon);

    @BeforeEach
    void history() {
        new ReportHistory(daemon.lab.control).record();
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void figuresAreThoseOfTheHistory() {
        Client.Answer daily = client.get("/api/v1/reports/daily?date=2026-01-02&zone=Europe/Berlin");
        assertThat(daily.text("/day/zone")).isEqualTo("Europe/Berlin");
        assertThat(daily.text("/activity/total/found")).isEqualTo("4");
        assertThat(daily.text("/activity/timeToResolve/0/median")).isEqualTo("PT2H");
        assertThat(daily.text("/open/oldest/since")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(daily.at("/lag/lag").isTextual()).as("the lag of the stream").isTrue();
        assertThat(client.get("/api/v1/reports/daily").text("/day/date")).isEqualTo("2026-01-03");

        Client.Answer trends = client.get("/api/v1/reports/trends?date=2026-01-03&days=3");
        assertThat(trends.text("/overall/direction")).isEqualTo("DECREASING");
        assertThat(trends.text("/tables/0/days/2/found")).isEqualTo("2");
        assertThat(client.get("/api/v1/reports/trends").text("/last")).isEqualTo("2026-01-02");

        assertThat(client.get("/api/v1/reports/reviews").text("/waiting")).isEqualTo("1");
    }

    @Test
    void evidenceHoldsOneTenantAndEveryTableOfTheMapping() {
        Client.Answer evidence = client.get("/api/v1/reports/evidence?tenant=acme");

        assertThat(evidence.response().body()).contains("acme-a1").doesNotContain("globex");
        assertThat(evidence.at("/coverage").findValuesAsText("table"))
                .containsExactly("public.customers", "public.orders");
        assertThat(evidence.at("/chain/verified").asBoolean()).isTrue();
        assertThat(client.get("/api/v1/reports/evidence?tenant=initech").status())
                .isEqualTo(404);
        assertThat(client.get("/api/v1/reports/evidence").status()).isEqualTo(400);
    }

    @Test
    void wrongParameterIsNamed() {
        for (String wrong : List.of(
                "daily?date=yesterday",
                "daily?date=2026-01-04",
                "daily?date=0000-01-01",
                "daily?zone=Berlin",
                "daily?format=html",
                "trends?days=1",
                "trends?days=367",
                "reviews?days=7")) {
            Client.Answer answer = client.get("/api/v1/reports/" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.text("/errors/0/field")).as(wrong).isEqualTo(wrong.replaceAll(".*\\?(\\w+)=.*", "$1"));
        }
    }
}
