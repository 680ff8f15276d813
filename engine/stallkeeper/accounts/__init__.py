"""Who sells where: stallkeeper.yaml in, accounts out; secrets stay in the environment."""

from stallkeeper.accounts.account import Account, Accounts
from stallkeeper.accounts.load import load_accounts
from stallkeeper.accounts.secret import Secret

__all__ = ["Account", "Accounts", "Secret", "load_accounts"]
