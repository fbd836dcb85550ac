namespace MeshEvents.Server.Configuration;

/// <summary>The keys of MeshCentral's settings and domains that may stand in a file, so that a slip of the pen is told from a setting that is for later.</summary>
static class KnownKeys
{
    static readonly string[] settings = """
        cert port portBind aliasPort redirPort redirPortBind redirAliasPort exactPorts agentPort agentPortBind agentAliasPort agentAliasDNS agentPortTls relayPort relayAliasPort relayDNS
        mpsPort mpsPortBind mpsAliasPort mpsAliasHost mpsCert mpsPass mpsTlsOffload mpsHighSecurity WANonly LANonly localDiscovery tlsOffload trustedProxy ignoreAgentHashCheck tlsCiphers
        certificatePrivateKeyPassword StrictTransportSecurity webPageLengthRandomization allowFraming allowLoginToken cookieIpCheck cookieEncoding nice404 ipBlockedUserRedirect sessionKey
        sessionTime sessionSameSite maxInvalidLogin maxInvalid2fa userAllowedIP userBlockedIP agentAllowedIP agentBlockedIP swarmAllowedIP crowdsec user noUsers no2FactorAuth
        lockAgentDownload maintenanceMode publicPushNotifications manageAllDeviceGroups manageCrossDomain InterUserMessaging mongoDb mongoDbName mongoDbCol mongoDbChangeStream
        mongoDbBulkOperations mariaDB mySQL postgres sqlite3 acebase dbEncryptKey dbRecordsEncryptKey dbRecordsDecryptKey dbExpire autoBackup compression wsCompression agentWsCompression
        agentPing agentPong browserPing browserPong agentIdleTimeout noAgentUpdate agentUpdateSystem temporaryAgentUpdate agentUpdateBlockSize agentsInRam agentSignLock agentTimeStampServer
        agentTimeStampProxy agentConfig assistantConfig agentCoreDump agentCoreDumpUsers agentLogDump orphanAgentUser allowHighQualityDesktop desktopMultiplex webRTC webrtcConfig amtScanner
        meshScanner AmtProvisioningServer plugins mqtt webPush prometheus watchDog taskManager log debug authLog syslog syslogauth syslogjson syslogtcp meshErrorLogPath selfUpdate
        cleanNpmCacheOnUpdate npmPath npmProxy npmTag runOnServerStarted runOnServerUpdated runOnServerError minify redirects vault ClickOnce unknownUserRootRedirect hostNames jobOutputDays
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static readonly string[] sections = ["settings", "domains", "domaindefaults", "letsencrypt", "peers", "smtp", "sendgrid", "sendmail", "sms", "messaging", "firebase", "$schema"];

    /// <summary>Null when it is known, else a sentence with the nearest known name.</summary>
    public static string? Wonder(ConfigEntry entry)
    {
        var parts = entry.Path.Split('.');
        if (!sections.Contains(parts[0], StringComparer.OrdinalIgnoreCase)) return $"'{parts[0]}' is not a section. {Nearest(parts[0], sections)}";
        if (parts is not ["settings", var key, ..] || settings.Contains(key, StringComparer.OrdinalIgnoreCase)) return null;
        return $"'{key}' is not a setting. {Nearest(key, settings)}";
    }

    static string Nearest(string name, string[] known)
    {
        var nearest = known.MinBy(k => Distance(name.ToLowerInvariant(), k.ToLowerInvariant()))!;
        return Distance(name.ToLowerInvariant(), nearest.ToLowerInvariant()) <= Math.Max(2, name.Length / 3) ? $"Did you mean '{nearest}'?" : "It is ignored.";
    }

    /// Levenshtein, one row at a time.
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
