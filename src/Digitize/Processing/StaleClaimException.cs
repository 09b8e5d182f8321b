namespace Digitize.Processing;

/// <summary>Rolls a result back: the claim was lost, or the document went to the trash, while the work was done. Nobody's failure.</summary>
internal sealed class StaleClaimException : Exception;
