using MeshEvents.Wire;
using MeshEvents.Wire.MeshIds;

namespace MeshEvents.Modules.Tests;

/// <summary>Values that stories share: which ones does not matter.</summary>
static class Some
{
    public static readonly DeviceId Device = new(new("00000000-0000-7000-8000-000000000d01"));
    public static readonly GroupId Group = new(new("00000000-0000-7000-8000-000000000901")), OtherGroup = new(new("00000000-0000-7000-8000-000000000902"));
    public static readonly UserId Mira = new(Story.Mira.Id), Noor = new(new("00000000-0000-7000-8000-0000000000ab"));
    public static readonly LoginId Login = new(new("00000000-0000-7000-8000-0000000000b1")), OtherLogin = new(new("00000000-0000-7000-8000-0000000000b2"));
    public static readonly TokenId Token = new(new("00000000-0000-7000-8000-000000000701"));
    public static readonly SessionId Session = new(new("00000000-0000-7000-8000-000000000501"));
    public static readonly JobId Job = new(new("00000000-0000-7000-8000-00000000a101"));
    public static readonly RunId Run = new(new("00000000-0000-7000-8000-00000000a201")), OtherRun = new(new("00000000-0000-7000-8000-00000000a202"));
    public static readonly EnrolmentCodeId Code = new(new("00000000-0000-7000-8000-000000000c01"));
    public static readonly HeldId Held = new(new("00000000-0000-7000-8000-000000000e01"));
    public static readonly string NodeId = MeshIdText.ToText(Bytes48.HashOf([1])), MeshId = MeshIdText.ToText(Bytes48.HashOf([2]));
    public static readonly Secret Hash = new("pbkdf2-sha512$1$AA==$AA==");
    public static DateTimeOffset Now => Story.Asked.At;

    public static readonly DeviceEnrolled Enrolled = new("pc-17", Group, Platform.Linux, NodeId, "by the group's id");
    public static readonly DeviceRetired Retired = new("sold");
    public static readonly GroupCreated GroupMade = new("workshop", "", MeshId);
    public static readonly RunRequested RunAsked = new(Job, Device, Group, Mira, "run", "uptime", Now.AddMinutes(-5), 60, Now.AddHours(1));
    public static readonly RunSent RunSentOff = new(Now.AddMinutes(-1), Now.AddSeconds(45));
    public static readonly JobStarted JobBegun = new("run", "uptime", "{}", Mira, Now.AddMinutes(-5), 2, 0, 60, Now.AddHours(1), null);
    public static RunAnswered Answered(CommandEnd end = CommandEnd.Done, int? exit = 0) => new(Now, end, "", exit, null, false, 5, 0, false, null, 1);
    public static readonly GroupDeleted GroupGone = new("workshop");
}

/// <summary>One server for all tests over HTTP that do not stop it or move its clock far.</summary>
[CollectionDefinition(Name)]
public sealed class OneServer : ICollectionFixture<ServerFixture>
{
    public const string Name = "server";
}
