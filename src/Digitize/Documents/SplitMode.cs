namespace Digitize.Documents;

/// <summary>At what a stack is cut into documents, as its sender asked. Stored by name.</summary>
public enum SplitMode
{
    None,

    /// <summary>Separator sheets: a PATCH-T code, or a barcode that says PATCHT. The sheet is left out.</summary>
    Separators,

    /// <summary>Every page with a barcode begins a document and stays in it; separator sheets cut, too.</summary>
    Barcodes,
}
