namespace Digitize.Documents;

/// <summary>Where a document is on its way. Stored by name; changed only by <see cref="Transitions"/>.</summary>
public enum DocumentState
{
    Received,
    Recognizing,
    Assembling,
    Completed,
    Failed,
    Trashed,

    /// <summary>A stack that has become several documents. Not shown, can be taken back, and goes after a while like what lies in the trash.</summary>
    Split,

    /// <summary>A document that has become a part of another. Not shown, can be taken back, and goes after a while like what lies in the trash.</summary>
    Merged,
}

/// <summary>Where one page is. A failed page is kept as a picture.</summary>
public enum PageState
{
    Waiting,
    Done,
    Failed,
}
