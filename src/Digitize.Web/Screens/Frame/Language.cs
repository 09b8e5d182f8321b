using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Screens.Frame;

/// <summary>One of the two languages that the service speaks to people. What is said stands in both, side by side, where it is said.</summary>
public sealed class Language
{
    /// <summary>Holds what somebody chose; without it the browser's languages decide.</summary>
    public const string Cookie = "digitize-language";

    public static readonly Language English = new("en");
    public static readonly Language German = new("de");

    private static readonly string[] GermanMonths = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];

    private Language(string code) => Code = code;

    /// <summary>As HTML's <c>lang</c> has it.</summary>
    public string Code { get; }

    public static Language Of(HttpRequest request) => OfCode(request.Cookies[Cookie]) ?? OfBrowser(request);

    /// <summary>Null for every other language.</summary>
    public static Language? OfCode(string? code) => code switch { "de" => German, "en" => English, _ => null };

    public string Say(string english, string german) => this == German ? german : english;

    /// <summary>A count with its noun.</summary>
    public string Count(int count, string englishOne, string englishMany, string germanOne, string germanMany) =>
        $"{Number(count)} {(count == 1 ? Say(englishOne, germanOne) : Say(englishMany, germanMany))}";

    public string Number(long number) => this == German ? number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.') : number.ToString("N0", CultureInfo.InvariantCulture);

    public string Day(DateOnly day) => this == German
        ? string.Create(CultureInfo.InvariantCulture, $"{day.Day}. {GermanMonths[day.Month - 1]} {day.Year}")
        : day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>In universal time: what says it cannot be changed by the browser.</summary>
    public string Moment(DateTimeOffset at) => $"{Day(DateOnly.FromDateTime(at.UtcDateTime))}, {at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC";

    /// <summary>With one digit behind the point below ten.</summary>
    public string Seconds(TimeSpan time)
    {
        var seconds = time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return (this == German ? seconds.Replace('.', ',') : seconds) + " s";
    }

    private static Language OfBrowser(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(entry => entry.Quality ?? 1)
        .Select(entry => OfCode(entry.Value.ToString().Split('-')[0].ToLowerInvariant()))
        .FirstOrDefault(language => language is not null) ?? English;
}
