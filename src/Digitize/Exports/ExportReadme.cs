namespace Digitize.Exports;

/// <summary>What a person finds first in an export.</summary>
internal static class ExportReadme
{
    internal static string Text(string account, DateTimeOffset now) => $"""
        {account}, {now:yyyy-MM-dd HH:mm} UTC

        DEUTSCH
        Alles, was zu diesem Konto gespeichert ist:
          index.csv      Liste aller Dokumente (öffnet in jeder Tabellenkalkulation)
          documents/     je Dokument ein Ordner: das Original, das durchsuchbare PDF, der Text,
                         frühere Fassungen und facts.json (Titel, Schlagwörter, Zeiten, Prüfsummen)
          account.json   Konto, Personen, API-Schlüssel (ohne deren Geheimnis), Aufbewahrung, Sperren,
                         Links, mit denen geteilt wurde
          audit.jsonl    wer wann was geändert oder gelesen hat, eine Zeile je Vorgang
          faults.txt     nur vorhanden, wenn eine Datei nicht gelesen werden konnte
        Dokumente im Papierkorb und eingeschränkte Dokumente sind enthalten; ihr Zustand steht in index.csv.
        Diese Datei ist so vertraulich wie die Briefe darin: Sie ist nicht verschlüsselt.

        ENGLISH
        Everything that is stored about this account:
          index.csv      the list of all documents (any spreadsheet opens it)
          documents/     a folder for each document: the original, the searchable PDF, the text,
                         earlier versions, and facts.json (title, tags, times, checksums)
          account.json   account, people, API keys (without their secrets), retention, holds, links for sharing
          audit.jsonl    who changed or read what and when, one line each
          faults.txt     only there if a file could not be read
        Documents in the trash and restricted ones are in it; index.csv tells their state.
        This file is as confidential as the letters in it: it is not encrypted.
        """.ReplaceLineEndings("\n") + "\n";
}
