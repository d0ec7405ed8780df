package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.network.DefaultSSLSocketFactory;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.SSLSocketFactory;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.mysql.RootCertificates;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
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
        TrustManager @Nullable [] trusted = isVerified ? roots(login.rootCertificate()) : new TrustManager[] {ANY};
        return new DefaultSSLSocketFactory() {
            @Override
            protected void initSSLContext(SSLContext context) throws GeneralSecurityException {
                context.init(null, trusted, null);
            }
        };
    }

    /** Null for the platform's own roots. */
    private static TrustManager @Nullable [] roots(@Nullable Path pem) {
        if (pem == null) {
            return null;
        }
        try {
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(RootCertificates.read(pem));
            return managers.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no default trust manager", e);
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
