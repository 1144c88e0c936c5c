"""Start of the bounded process."""

from cutover.gateway.child import main

main()
