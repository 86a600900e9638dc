"""Who may open what: one table of person x page x status, complete by construction.

A line is a method, a page with the stage's names for its keys (or a "=word"), and the status for each person: `in` is
the way to the sign-in page, `on` any other redirect. Not yours to know is 404, not yours to do is 403.
"""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.stage.world import PEOPLE, SIGNED_OUT, Stage

pytestmark = pytest.mark.django_db
COLUMNS = (SIGNED_OUT, *PEOPLE)
TABLE = """
# The front door, and signing in.               out   amina bea   chidi mair  sam   rosa  dov
GET  home                                       200   200   200   200   200   200   200   200
GET  waiting                                    in    200   200   200   200   200   200   200
GET  waiting?by=learner                         in    200   200   200   200   200   200   200
GET  my_money                                   in    on    on    on    on    on    on    on
GET  style                                      200   200   200   200   200   200   200   200
POST demonstration_sign_in                      404   404   404   404   404   404   404   404
GET  account_login                              200   on    on    on    on    on    on    on
GET  account_logout                             in    200   200   200   200   200   200   200
GET  account_inactive                           200   200   200   200   200   200   200   200
GET  account_change_password                    in    200   on    on    on    on    on    on
GET  account_set_password                       in    on    200   200   200   200   200   200
GET  account_reset_password                     200   200   200   200   200   200   200   200
GET  account_reset_password_done                200   200   200   200   200   200   200   200
GET  account_reset_password_from_key =1 =nonsense 200   200   200   200   200   200   200   200
GET  account_reset_password_from_key_done       200   200   200   200   200   200   200   200
GET  card_sign_in                               200   200   200   200   200   200   200   200
GET  card_password                              on    on    on    on    on    on    on    on

# People and what they are told.                out   amina bea   chidi mair  sam   rosa  dov
GET  inbox                                      in    200   200   200   200   200   200   200
POST read_notices                               in    on    on    on    on    on    on    on
POST notice notice                              in    on    404   404   404   404   404   404
GET  people                                     in    200   200   200   200   200   200   200
GET  people?q=hart&role=learner                 in    200   200   200   200   200   200   200
GET  person_new                                 in    403   403   403   403   403   200   403
GET  profile                                    in    200   200   200   200   200   200   200
GET  person amina                               in    200   200   200   200   404   200   404
GET  person dov                                 in    404   404   404   404   404   404   200
GET  person chidi                               in    200   404   200   200   404   200   404
GET  person sam                                 in    404   404   404   404   200   404   404
GET  bond_new amina                             in    403   403   403   403   404   200   404
GET  circumstance_new amina                     in    403   403   403   403   404   200   404
POST bond_consent bond_of_cal                   in    on    404   404   404   404   403   404
POST bond_end bond_of_bea                       in    on    on    404   404   404   on    404
POST bond_end bond_of_chidi                     in    403   404   403   404   404   on    404
GET  classes                                    in    200   200   200   200   200   200   200
GET  class_cards class                          in    404   404   200   404   404   200   404
GET  class_tutor class                          in    404   404   403   404   404   200   404
GET  imports                                    in    403   403   403   403   200   200   403
GET  roster_import                              in    403   403   403   403   403   200   403
GET  import import                              in    404   404   404   404   404   200   404
GET  import?severity=refused import             in    404   404   404   404   404   200   404
GET  import_report import =json                 in    404   404   404   404   404   200   404
GET  import_report import =csv                  in    404   404   404   404   404   200   404

# A plan and its targets.                       out   amina bea   chidi mair  sam   rosa  dov
GET  caseload                                   in    403   200   200   200   403   200   403
GET  caseload?show=waiting                      in    403   200   200   200   403   200   403
POST plan_start                                 in    on    403   403   403   403   403   on
GET  plan plan                                  in    200   200   200   200   404   200   404
GET  plan plan_of_dov                           in    404   404   404   404   404   404   200
GET  plan_history plan                          in    200   200   200   200   404   200   404
GET  target_new plan                            in    200   403   200   200   404   403   404
GET  target target_active                       in    200   200   200   200   404   200   404
GET  target target_need_help                    in    200   200   200   200   404   200   404
GET  target target_reached                      in    200   200   200   200   404   200   404
GET  target target_of_dov                       in    404   404   404   404   404   404   200
GET  target_change target                       in    200   403   200   200   404   403   404
GET  check_in target                            in    200   403   403   403   404   403   404
GET  rate target                                in    403   403   200   200   404   403   404
POST target_state target                        in    on    403   on    on    404   403   404
GET  target_draft target_draft                  in    200   404   404   404   404   404   404
GET  target target_draft                        in    on    404   404   404   404   404   404
GET  target_steps target                        in    200   403   200   200   404   403   404
POST target_step target_step                    in    on    403   on    on    404   403   404
GET  target_let_go target                       in    200   403   403   403   404   403   404
GET  target_carry target                        in    200   403   200   200   404   403   404
GET  target_carry target_of_last_year           in    200   403   200   200   404   403   404
GET  target_history target                      in    200   200   200   200   404   200   404
GET  target target_carried                      in    200   200   200   200   404   200   404

# Adults with many learners, and carers.        out   amina bea   chidi mair  sam   rosa  dov
GET  away chidi                                 in    403   404   200   403   404   200   404
GET  away mair                                  in    403   404   403   403   404   403   404
GET  review_new                                 in    403   403   200   200   403   403   403
GET  review_new?tick=all                        in    403   403   200   200   403   403   403
GET  review_new?of=asked                        in    403   403   200   200   403   403   403
GET  review_new?of=learners                     in    403   403   200   200   403   403   403
GET  review bulk                                in    404   404   200   404   404   404   404
GET  review bulk_done                           in    404   404   200   404   404   404   404
GET  caseload?with=standing_in&sort=name        in    403   200   200   200   403   200   403
GET  carer_view bond_of_bea                     in    200   404   200   404   404   404   404
GET  carer_view bond_of_chidi                   in    404   404   404   404   404   404   404
POST carer_view_answer wish                     in    404   404   on    404   404   404   404
GET  own_say riverside                          in    404   404   404   404   404   200   404
GET  encouragement_new plan                     in    403   200   403   403   404   403   404
POST encouragement_away encouragement           in    on    403   404   404   404   404   404
# Of Ella a carer sees the money, talks and evidence, and nothing else; of Amina all but those.
GET  plan plan_of_ella                          in    404   200   200   200   404   200   404
GET  plan_history plan_of_ella                  in    404   200   200   200   404   200   404
GET  money plan_of_ella                         in    404   200   200   200   404   200   404
GET  target target_of_ella                      in    404   404   200   200   404   200   404
GET  target_history target_of_ella              in    404   404   200   200   404   200   404
GET  script script_of_ella                      in    404   404   200   200   404   200   404
GET  script_list script_of_ella                 in    404   404   200   200   404   200   404
GET  place place_of_ella                        in    404   404   200   200   200   200   404
GET  plan_report plan                           in    200   200   200   200   404   200   404
GET  plan_report plan_of_ella                   in    404   200   200   200   404   200   404
GET  together_new plan                          in    200   403   200   200   404   403   404
GET  together together                          in    200   404   200   404   404   404   404
POST together_end together                      in    on    404   on    404   404   404   404
POST away_end chidi tom0                        in    403   404   on    403   404   on    404

# The year of a plan.                           out   amina bea   chidi mair  sam   rosa  dov
GET  purpose plan                               in    200   200   200   200   404   200   404
GET  purpose?with=1 plan                        in    200   200   200   200   404   200   404
GET  purpose plan_of_dov                        in    404   404   404   404   404   404   200
GET  purpose_change plan                        in    200   403   200   200   404   403   404
POST purpose_sign plan                          in    404   403   404   404   404   403   404
GET  year plan                                  in    200   200   200   200   404   200   404
POST year_sign plan                             in    on    on    on    on    404   403   404
GET  year_reopen plan                           in    200   403   200   200   404   200   404
GET  plan_page plan                             in    200   200   200   200   404   200   404
GET  plan_pdf plan                              in    200   200   200   200   404   200   404
GET  plan_export plan                           in    200   403   403   403   404   403   404
GET  plan_export_json plan                      in    200   403   403   403   404   403   404
GET  plan_export_html plan                      in    200   403   403   403   404   403   404
GET  roll_overs                                 in    403   403   403   403   403   200   403
GET  roll_over_new                              in    403   403   403   403   403   200   403
GET  roll_over_new?q=hart                       in    403   403   403   403   403   200   403
GET  roll_over roll_over                        in    404   404   404   404   404   200   404
GET  roll_over?outcome=starts roll_over         in    404   404   404   404   404   200   404
GET  roll_over roll_over_done                   in    404   404   404   404   404   200   404
POST roll_over_line roll_over_line              in    404   404   404   404   404   on    404
GET  year_carry plan                            in    200   403   200   200   404   403   404
# Who may do what, and asking first.            out   amina bea   chidi mair  sam   rosa  dov
GET  who_may riverside                          in    200   200   200   200   404   200   404
GET  matrix_new riverside                       in    403   403   403   403   404   200   404
GET  matrix matrix_published                    in    200   200   200   200   404   200   404
GET  matrix matrix_draft                        in    404   404   404   404   404   200   404
GET  ask plan =target.write                     in    on    403   200   on    404   403   404
GET  ask?target=0 plan =target.change           in    404   404   404   404   404   404   404
GET  ask plan =target.carry                     in    404   404   404   404   404   404   404
GET  asked asked                                in    200   404   200   200   404   200   404
GET  asked asked_refused                        in    200   404   200   200   404   200   404
POST asked_withdraw asked                       in    403   404   on    403   404   403   404

# Evidence: its learner, whom they show it to, and nobody else.
#                                               out   amina bea   chidi mair  sam   rosa  dov
GET  evidence_list plan                         in    200   200   200   200   404   200   404
GET  evidence_list?as=list plan                 in    200   200   200   200   404   200   404
GET  evidence_list plan_of_dov                  in    404   404   404   404   404   404   200
GET  evidence_new plan                          in    200   403   403   403   404   403   404
GET  evidence_new?kind=file plan                in    200   403   403   403   404   403   404
GET  evidence_new?kind=link plan                in    200   403   403   403   404   403   404
GET  evidence_new?kind=text plan                in    200   403   403   403   404   403   404
GET  evidence evidence_photo                    in    200   404   200   200   404   404   404
GET  evidence evidence_text                     in    200   404   404   404   404   404   404
GET  evidence evidence_link                     in    200   200   200   200   404   404   404
GET  evidence evidence_file                     in    200   404   200   200   404   404   404
GET  evidence evidence_gone                     in    200   404   404   404   404   404   404
GET  evidence evidence_of_dov                   in    404   404   404   404   404   404   200
GET  evidence_targets evidence_photo            in    200   404   403   403   404   404   404
GET  evidence_targets evidence_gone             in    403   404   404   404   404   404   404
GET  evidence_sight evidence_photo              in    200   404   403   403   404   404   404
GET  evidence_take_back evidence_photo          in    200   404   403   403   404   404   404
GET  evidence_file evidence_photo               in    200   404   200   200   404   404   404
GET  evidence_file evidence_file                in    200   404   200   200   404   404   404
GET  evidence_file evidence_text                in    404   404   404   404   404   404   404
GET  evidence_small evidence_photo              in    200   404   200   200   404   404   404
GET  evidence_small evidence_gone               in    404   404   404   404   404   404   404
GET  ask plan =evidence.share                   in    on    403   403   403   404   403   404

# Talks: between a learner and one adult.       out   amina bea   chidi mair  sam   rosa  dov
GET  talks                                      in    200   200   200   200   200   200   200
GET  talk_book plan                             in    200   403   200   200   404   403   404
GET  talk_ask plan                              in    200   200   200   200   404   403   404
GET  talk talk_wanted                           in    200   200   200   404   404   404   404
GET  talk talk_booked                           in    200   404   200   404   404   404   404
GET  talk talk_opened                           in    200   404   200   404   404   404   404
GET  talk talk_summarised                       in    200   404   200   404   404   404   404
GET  talk talk_disputed                         in    200   404   200   404   404   404   404
GET  talk talk_agreed                           in    200   404   200   404   404   404   404
GET  talk talk_called_off                       in    200   404   200   404   404   404   404
GET  talk_time talk_wanted                      in    200   403   200   404   404   404   404
GET  talk_time talk_booked                      in    200   404   200   404   404   404   404
GET  talk_time talk_agreed                      in    403   404   403   404   404   404   404
GET  talk_call_off talk_booked                  in    200   404   200   404   404   404   404
GET  prompt_new talk_booked                     in    200   404   200   404   404   404   404
GET  prompt_new talk_wanted                     in    200   403   200   404   404   404   404
GET  prompt prompt_booked                       in    200   404   on    404   404   404   404
GET  prompt prompt_opened                       in    200   404   200   404   404   404   404
GET  prompt prompt_agreed                       in    on    404   on    404   404   404   404
POST prompt_take_back prompt_booked             in    on    404   on    404   404   404   404
GET  talk_answers talk_booked                   in    200   404   403   404   404   404   404
POST talk_open talk_booked                      in    on    404   403   404   404   404   404
GET  talk_summary talk_opened                   in    403   404   200   404   404   404   404
GET  talk_summary talk_disputed                 in    403   404   200   404   404   404   404
GET  talk_summary talk_booked                   in    403   404   403   404   404   404   404
POST talk_agree talk_summarised                 in    on    404   403   404   404   404   404
GET  talk_dispute talk_summarised               in    200   404   403   404   404   404   404
GET  need_new talk_agreed                       in    200   404   200   404   404   404   404
GET  need_new talk_summarised                   in    403   404   403   404   404   404   404
GET  need_link need                             in    200   404   200   404   404   404   404
POST need_let_go need                           in    on    404   on    404   404   404   404
GET  talk_sheet talk_booked                     in    200   404   200   404   404   404   404
GET  talk_sheet talk_agreed                     in    200   404   200   404   404   404   404
GET  talk_sheet talk_wanted                     in    200   403   200   404   404   404   404
GET  talk_ics talk_booked                       in    200   404   200   404   404   404   404
GET  calendar_address                           in    200   200   200   200   200   200   200
GET  calendar_feed feed                         200   200   200   200   200   200   200   200
GET  calendar_feed =nonsense                    404   404   404   404   404   404   404   404

# Freedoms.                                     out   amina bea   chidi mair  sam   rosa  dov
GET  freedoms plan                              in    200   404   200   200   404   200   404
GET  freedom_ask plan =own_words                in    200   404   403   403   404   403   404
GET  freedom freedom_granted                    in    200   404   200   200   404   200   404
GET  freedom freedom_refused                    in    200   404   200   200   404   200   404
GET  freedom freedom_asked                      in    404   404   200   200   404   200   404
GET  freedom_move freedom_asked =decide         in    404   404   200   403   404   403   404
GET  freedom_move freedom_refused =appeal       in    200   404   403   403   404   403   404
GET  freedom_move freedom_granted =withdraw     in    403   404   200   403   404   403   404
GET  freedom_move freedom_granted =settle       in    403   404   403   403   404   403   404

# Money.                                        out   amina bea   chidi mair  sam   rosa  dov
GET  money plan                                 in    200   404   200   200   404   200   404
GET  money plan_of_dov                          in    404   404   404   404   404   404   200
GET  promised                                   in    403   403   403   403   200   403   403
GET  funds                                      in    403   403   403   403   403   200   403
GET  fund_new                                   in    403   403   403   403   403   200   403
GET  fund fund                                  in    404   404   404   404   404   200   404
GET  pay_in fund                                in    404   404   404   404   404   200   404
GET  formula_new fund                           in    404   404   404   404   404   200   404
GET  formula formula                            in    404   404   404   404   404   200   404
GET  formula_sheet formula                      in    404   404   404   404   404   200   404

# Frameworks and common scripts.                out   amina bea   chidi mair  sam   rosa  dov
GET  frameworks                                 in    200   200   200   200   200   200   200
GET  framework framework                        in    200   200   200   200   200   200   404
GET  framework?words=count framework            in    200   200   200   200   200   200   404
GET  framework_export framework                 in    200   200   200   200   200   200   404
GET  framework_import                           in    403   403   403   403   403   200   403
GET  framework_changes framework                in    403   403   200   200   403   200   404
GET  framework_changes?after=1&until=3 framework in   403   403   200   200   403   200   404
GET  adopt framework                            in    403   403   403   403   403   200   404
GET  common_script common_script                in    200   200   200   200   404   200   404
GET  common_changes common_script               in    403   403   403   403   404   200   404

# A script.                                     out   amina bea   chidi mair  sam   rosa  dov
GET  script_start                               in    on    403   403   403   403   403   200
GET  script script                              in    200   200   200   200   404   200   404
GET  script_list script                         in    200   200   200   200   404   200   404
GET  script_grid script                         in    200   200   200   200   404   200   404
GET  step_variants step                         in    200   403   200   200   404   403   404
GET  proposal script taking                     in    200   200   200   200   404   200   404
GET  branch_new script                          in    200   403   200   200   404   403   404
GET  branch branch                              in    200   200   200   200   404   200   404
GET  branch trunk                               in    200   200   200   200   404   200   404
GET  branch_change branch                       in    200   403   200   200   404   403   404
GET  branch_check idea                          in    200   200   200   200   404   200   404
GET  branch_check?style=project&year=2026&covers=1 idea in 200 200   200   200   404   200   404
GET  branch_choose idea                         in    200   403   200   200   404   403   404
GET  branch_state idea                          in    200   403   200   200   404   403   404
GET  step_new branch                            in    200   403   200   200   404   403   404
GET  step_new?q=brick branch                    in    200   403   200   200   404   403   404
GET  step_change step                           in    200   403   200   200   404   403   404
GET  step_change common_step                    in    200   403   200   200   404   403   404
GET  step_remove step                           in    200   403   200   200   404   403   404
GET  step_remove common_step                    in    200   403   200   200   404   403   404
POST step_done step                             in    on    403   on    on    404   403   404

# Writing a script in depth.                    out   amina bea   chidi mair  sam   rosa  dov
GET  branch_order branch                        in    200   403   200   200   404   403   404
GET  branch_order trunk                         in    200   403   200   200   404   403   404
GET  branch_order idea                          in    200   403   200   200   404   403   404
GET  branch_forward branch                      in    200   403   200   200   404   403   404
GET  branch_forward?year=2026 idea              in    200   403   200   200   404   403   404
GET  branch_fork idea                           in    200   403   200   200   404   403   404
GET  branch_fork trunk                          in    200   403   200   200   404   403   404
GET  branch_ending idea                         in    200   403   200   200   404   403   404
GET  branch_ending branch                       in    200   403   200   200   404   403   404
POST ask_meet ask                               in    on    403   on    on    404   403   404
GET  step_move step                             in    200   403   200   200   404   403   404
GET  step_move common_step                      in    200   403   200   200   404   403   404
GET  step_term step                             in    200   403   200   200   404   403   404
GET  step_options choice                        in    200   403   200   200   404   403   404
GET  step_options?q=brick common_step           in    200   403   200   200   404   403   404
POST step_option choice                         in    422   403   422   422   404   403   404
POST step_pick choice                           in    on    403   on    on    404   403   404
GET  script_versions script                     in    200   200   200   200   404   200   404
GET  script_version script =1                   in    200   200   200   200   404   200   404
GET  script_version?with=3 script =5            in    200   200   200   200   404   200   404
GET  version_name script =2                     in    200   403   200   200   404   403   404
GET  version_restore script =1                  in    200   403   200   200   404   403   404
GET  script_undo script                         in    200   403   200   200   404   403   404

# A script with others.                         out   amina bea   chidi mair  sam   rosa  dov
GET  shared_branches                            in    200   200   200   200   200   200   200
GET  branch_shared share                        in    200   200   404   404   404   404   404
GET  branch_shared share_of_ella                in    404   200   404   404   404   404   404
GET  branch_shared share_ended                  in    200   404   404   404   404   404   404
GET  branch_share branch                        in    200   403   403   403   404   403   404
GET  branch_share idea                          in    200   403   403   403   404   403   404
POST share_end share                            in    on    403   404   404   404   404   404
GET  step_comments step                         in    200   200   200   200   404   200   404
GET  step_comments step_of_ella                 in    404   200   200   200   404   200   404
POST comment_take_back comment                  in    403   403   on    403   404   403   404
POST comment_settle comment                     in    on    403   403   403   404   403   404
POST comment_hide comment                       in    on    403   403   403   404   403   404
POST comment_hide comment_hidden                in    on    404   404   404   404   403   404
GET  script_signing script                      in    200   200   200   200   404   200   404
GET  script_signing script_of_ella              in    404   404   200   200   404   200   404
GET  signing_new script                         in    200   403   403   403   404   403   404
POST signing_sign signing                       in    on    on    on    on    404   403   404
POST signing_sign signing_of_ella               in    404   404   on    on    404   403   404
POST signing_take_back signing                  in    on    403   403   403   404   403   404

# Templates of branches.                        out   amina bea   chidi mair  sam   rosa  dov
GET  templates                           in    200   200   200   200   200   200   200
GET  templates?q=boat&style=workplace    in    200   200   200   200   200   200   200
GET  templates?q=nowhere                 in    200   200   200   200   200   200   200
GET  templates_mine                             in    200   200   200   200   200   200   200
GET  template_new                               in    403   403   200   200   403   200   403
GET  template template_published                in    200   404   200   200   404   200   404
GET  template template_draft                    in    404   404   200   404   404   404   404
GET  template template_learners                 in    200   404   200   200   404   200   404
GET  template template_waiting                  in    200   404   200   200   404   404   404
GET  template template_sent_back                in    200   404   404   404   404   404   404
GET  template_change template_draft             in    404   404   200   404   404   404   404
GET  template_change template_learners          in    403   404   403   403   404   403   404
GET  template_step_new template_draft           in    404   404   200   404   404   404   404
GET  template_step template_step_draft          in    404   404   200   404   404   404   404
GET  template_step template_step_published      in    403   404   403   403   404   403   404
POST template_step_remove template_step_draft   in    404   404   on    404   404   404   404
POST template_publish template_draft            in    404   404   on    404   404   404   404
POST template_publish template_published        in    403   404   on    403   404   403   404
POST template_withdraw template_published       in    403   404   on    403   404   on    404
POST template_withdraw template_learners        in    on    404   403   403   404   on    404
POST template_withdraw template_waiting         in    on    404   403   403   404   404   404
GET  template_answer template_waiting           in    403   404   200   200   404   404   404
GET  template_answer template_learners          in    403   404   403   403   404   403   404
GET  template_fork template_published           in    200   404   403   403   404   403   404
GET  template_suggest template_published        in    403   404   200   200   404   403   404
POST suggestion_decline suggestion              in    on    404   403   404   404   404   404
POST suggestion_take_back suggestion            in    403   404   on    404   404   404   404
GET  branch_publish idea                        in    200   403   403   403   404   403   404
GET  branch_publish branch                      in    200   403   403   403   404   403   404
GET  branch_publish branch_waiting              in    200   403   403   403   404   403   404
GET  branch_publish branch_sent_back            in    200   403   403   403   404   403   404
GET  branch_publish trunk                       in    403   403   403   403   404   403   404

# What if.                                      out   amina bea   chidi mair  sam   rosa  dov
GET  script_compare script                      in    200   200   200   200   404   200   404
GET  script_compare script_of_ella              in    404   404   200   200   404   200   404
GET  branch_takes branch                        in    200   200   200   200   404   200   404
GET  branch_takes idea                          in    200   200   200   200   404   200   404
GET  branch_vary branch                         in    200   403   200   200   404   403   404

# Contesting the core.                          out   amina bea   chidi mair  sam   rosa  dov
GET  core_requests                              in    200   200   200   200   200   200   200
GET  core_ask common_step                       in    200   403   200   200   404   403   404
GET  core_ask step                              in    404   403   404   404   404   403   404
GET  core_request core_asked                    in    200   200   200   200   404   200   404
GET  core_request core_refused                  in    200   200   200   200   404   200   404
POST core_take_back core_asked                  in    on    403   on    on    404   403   404

# Offers, places and partners.                  out   amina bea   chidi mair  sam   rosa  dov
GET  offers                                     in    200   200   200   200   200   200   200
GET  offers?q=brick&style=workplace             in    200   200   200   200   200   200   200
GET  offers?q=nowhere                           in    200   200   200   200   200   200   200
GET  offer offer                                in    200   200   200   200   200   200   404
GET  offer offer_asked0                         in    200   200   200   200   200   200   404
GET  offer offer_completed0                     in    200   200   200   200   200   200   404
GET  offer offer_closed0                        in    404   404   404   404   200   404   404
GET  offers_import                              in    403   403   403   403   200   200   403
GET  offers_template                            in    403   403   403   403   200   200   403
GET  offer_new                                  in    403   403   403   403   200   403   403
GET  offer_change offer                         in    403   403   403   403   200   403   404
GET  offer_close offer                          in    403   403   403   403   200   403   404
GET  place_ask offer                            in    403   403   200   200   403   200   404
GET  places                                     in    200   200   200   200   200   200   200
GET  places?show=taken                          in    200   200   200   200   200   200   200
GET  places?show=ended                          in    200   200   200   200   200   200   200
GET  place place_asked                          in    200   200   200   200   200   200   404
GET  place place_held                           in    200   200   200   200   200   200   404
GET  place place_offered                        in    200   200   200   200   200   200   404
GET  place place_accepted                       in    200   200   200   200   200   200   404
GET  place place_under_way                      in    200   200   200   200   200   200   404
GET  place place_completed                      in    200   200   200   200   200   200   404
GET  place place_declined                       in    200   200   200   200   200   200   404
GET  place place_withdrawn                      in    200   200   200   200   200   200   404
GET  place place_released                       in    200   200   200   200   200   200   404
GET  place_move place_asked =hold               in    403   403   403   403   200   403   404
GET  place_move place_held =offer               in    403   403   403   403   200   403   404
GET  place_move place_offered =accept           in    200   403   403   403   403   403   404
GET  place_move place_offered =decline          in    200   403   403   403   200   403   404
GET  place_move place_accepted =withdraw        in    200   403   200   200   403   200   404
GET  place_move place_accepted =start           in    200   403   200   200   403   200   404
GET  place_move place_under_way =complete       in    403   403   200   200   200   200   404
GET  place_move place_asked =release            in    403   403   200   200   200   200   404
POST place_undo place_offered                   in    422   403   422   422   on    422   404
GET  partners                                   in    403   403   200   200   200   200   403
GET  partner_new                                in    403   403   403   403   403   200   403
GET  partner_way agreement0                     in    403   403   403   403   403   200   403
"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    method: str
    page: str
    words: tuple[str, ...]
    statuses: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.page} {' '.join(self.words)}".strip()

    @property
    def name(self) -> str:
        return self.page.split("?")[0]

    def address(self, stage: Stage) -> str:
        path = reverse(self.name, args=[stage.argument(word) for word in self.words])
        return path + self.page.removeprefix(self.name)

    def who(self, status: str) -> list[str]:
        """Return the people for whom the page answers `status`."""
        return [name for name, answer in zip(COLUMNS, self.statuses, strict=True) if answer == status]


def read_table(text: str) -> list[Row]:
    """Return the lines of the table; those that begin with # are headings."""
    rows = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            method, *before = line.split()
            cut = len(before) - len(COLUMNS)
            rows.append(Row(method, before[0], tuple(before[1:cut]), tuple(before[cut:])))
    return rows


ROWS = read_table(TABLE)
PAGES = [row for row in ROWS if row.method == "GET"]


def names_of(patterns, prefix=""):
    """Yield the name of every address of ours; an address without a name yields its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or f"(no name) {prefix}{pattern.pattern}"
        elif pattern.namespace != "admin":
            yield from names_of(pattern.url_patterns, f"{prefix}{pattern.pattern}")


def answer_of(response) -> str:
    if response.status_code == 302:
        return "in" if response.headers["Location"].startswith(reverse("account_login")) else "on"
    return str(response.status_code)


def ask(client, stage: Stage, row: Row, name: str, method: str = "") -> str:
    """Send the request of a row as the person called `name`, take back what it did, and return the answer."""
    client.cookies.clear()
    if name != SIGNED_OUT:
        client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions[name]
    with transaction.atomic():
        answer = answer_of(client.generic(method or row.method, row.address(stage)))
        transaction.set_rollback(True)
    return answer


def test_table_has_every_address():
    assert sorted(set(names_of(get_resolver().url_patterns))) == sorted({row.name for row in ROWS})


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_page_answers_each_person_as_the_table_says(client, stage, row):
    answers = {name: ask(client, stage, row, name) for name in COLUMNS}
    assert answers == dict(zip(COLUMNS, row.statuses, strict=True))


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_nobody_may_post_where_they_may_not_look(client, stage, row):
    for name, seen in zip(COLUMNS, row.statuses, strict=True):
        answer = ask(client, stage, row, name, "POST")
        if seen in ("in", "403", "404"):
            assert answer in (seen, "405"), name
        else:
            assert answer in ("200", "in", "on", "403", "405", "422"), name
