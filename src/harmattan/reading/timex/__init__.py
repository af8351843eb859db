"""Time expressions: `grammar` finds them, `anchoring` dates them, `calendar` turns TIMEX3 values into days.

Conventions follow TIMEX3 as annotated in TimeBank (https://timeml.github.io): weeks ``2022-W03``, seasons
``2022-SU``, quarters ``1998-Q1``, decades ``199``, parts of a day ``1998-01-08TMO``.
"""
