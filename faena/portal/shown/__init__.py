"""The public part of a case: plain values, from which the customer's page is drawn. What is internal cannot get onto
the page, because it never gets in here (W1, W2, C12–C14).

Texts are in the language that is active: the customer's."""
