package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.network.DefaultSSLSocketFactory;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.SSLSocketFactory;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Protects the session as the login demands, like the endpoint's other sessions. */
final class LogTls {
    private LogTls() {}

    static SSLMode mode(DatabaseLogin login) {
        return switch (login.sslMode()) {
            case "disable" -> SSLMode.DISABLED;
            case "allow", "prefer" -> SSLMode.PREFERRED;
            case "require" -> SSLMode.REQUIRED;
            case "verify-ca" -> SSLMode.VERIFY_CA;
            case "verify-full" -> SSLMode.VERIFY_IDENTITY;
            default -> throw new IllegalArgumentException("unknown sslMode '" + login.sslMode() + "'");
        };
    }

    /** Checks the server's certificate where the mode demands it. */
    static SSLSocketFactory sockets(DatabaseLogin login) {
        boolean isVerified = login.sslMode().startsWith("verify");
        TrustManager[] trusted = isVerified ? roots(login.rootCertificate()).orElse(null) : new TrustManager[] {ANY};
        return new DefaultSSLSocketFactory() {
            @Override
            protected void initSSLContext(SSLContext context) throws GeneralSecurityException {
                context.init(null, trusted, null);
            }
        };
    }

    /** Empty for the platform's own roots. */
    private static Optional<TrustManager[]> roots(@Nullable Path pem) {
        if (pem == null) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return Optional.of(managers.getTrustManagers());
        } catch (IOException e) {
            throw new UncheckedIOException("the certificates in " + pem + " can't be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificates in " + pem + " can't be used: " + e.getMessage(), e);
        }
    }

    /** For the modes that encrypt and trust any server. */
    private static final X509TrustManager ANY = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };
}
