"""What people are told, by SMS, or by letter and telephone.

The letter: «Du vil få beskjed på sms om når du kan bestille timeavtale.» An SMS goes to whom the
contact register knows and who has not said no; everybody else gets a letter, and a call from
Trygghetspatruljen. Nothing is sent twice, and nothing is forgotten.
"""
