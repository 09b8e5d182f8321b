using Digitize.Accounts;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.SigningIn;

internal static class PasswordRules
{
    /// <summary>What is wrong with a password, for the one who chose it.</summary>
    public static string Sentence(PasswordFault fault, bool hasSecondFactor, Language language) => fault switch
    {
        PasswordFault.TooShort => language.Say($"It needs {Passwords.Shortest(hasSecondFactor)} characters at least.", $"Es braucht mindestens {Passwords.Shortest(hasSecondFactor)} Zeichen."),
        PasswordFault.TooLong => language.Say($"It may have {Passwords.LongestLength} characters at most.", $"Es darf höchstens {Passwords.LongestLength} Zeichen haben."),
        PasswordFault.Common => language.Say("It is a common password, a variation of one, or a repetition.", "Es ist ein häufiges Passwort, eine Abwandlung davon oder eine Wiederholung."),
        PasswordFault.Unchanged => language.Say("It is the one that is to be replaced.", "Es ist das, was ersetzt werden soll."),
        PasswordFault.ContainsName => language.Say("It contains the login, or the name of the account or of the service.", "Es enthält den Anmeldenamen oder den Namen des Kontos oder des Dienstes."),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
