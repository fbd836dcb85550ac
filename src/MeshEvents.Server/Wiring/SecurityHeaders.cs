namespace MeshEvents.Server.Wiring;

/// <summary>On every answer, in every mode. Pages get their own content security policy; everything else may load nothing at all.</summary>
static class SecurityHeaders
{
    public static void Every(HttpResponse response)
    {
        var headers = response.Headers;
        headers["X-Content-Type-Options"] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(self), clipboard-write=(self), keyboard-map=(self)";
        headers.StrictTransportSecurity = "max-age=31536000";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }

    /// <param name="inlineStyles">The terminal emulator writes style elements of its own; only its page may.</param>
    public static void Page(HttpResponse response, string nonce, bool inlineStyles)
    {
        var styles = inlineStyles ? "'self' 'unsafe-inline'" : $"'self' 'nonce-{nonce}'";
        var ancestors = inlineStyles ? "'self'" : "'none'";
        response.Headers.XFrameOptions = inlineStyles ? "SAMEORIGIN" : "DENY";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; "
            + $"frame-ancestors {ancestors}; base-uri 'none'; form-action 'self'";
    }
}
