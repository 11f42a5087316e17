"""What a council can have at once: a pack from its returns and DfE's files, a dry night, one page on what came out."""

from onboarding.run import OnboardingError, onboard

__all__ = ["OnboardingError", "onboard"]
